/** The mark: the kawung flower, four petals around one centre; and the word, whose crossbars lie on shared lines. */
const petal = 'M16 13.4C11.2 11.2 10.6 5.2 16 1.4c5.4 3.8 4.8 9.8 0 12z';
const turns = [45, 135, 225, 315];
const letters = 'M55 15.4c-1-1.9-2.8-2.9-5-2.9-2.8 0-4.8 1.5-4.8 3.9 0 2.5 2.1 3.6 5 4.3 3.1.8 5.4 1.8 5.4 4.6 0 2.7-2.3 4.4-5.5 4.4-2.7 0-4.9-1.2-5.9-3.4 M60.4 21h14.4A7.2 8.6 0 1 0 72.5 27.2 M80.6 29.6V12.6M80.6 19.6c0-4.4 2.5-7 6.4-7 M88.4 21h14.4A7.2 8.6 0 1 0 100.5 27.2 M108.6 29.6V12.6M108.6 19.8c0-4.4 2.7-7.3 6.5-7.3s6.1 2.8 6.1 7.2v9.9 M131.2 6v18.2c0 3.5 1.6 5.4 4.8 5.4M126.6 12.6h9 M156 12.6v17M156 21.1a7.2 8.6 0 1 0-14.4 0 7.2 8.6 0 0 0 14.4 0z M164.4 4.6v25M175.4 12.6 164.4 23M168.8 19 176.2 29.6';

const Flower = ({ fill }: { readonly fill: string }) => <g fill={fill}>{turns.map((turn) => <path key={turn} d={petal} transform={`rotate(${turn} 16 16)`} />)}</g>;

/** On the sign-in page the word stands on indigo cloth, so its colours are given. */
export const WordMark = ({ petals = 'var(--accent)', heart = 'var(--soga)', ink = 'currentColor' }: { readonly petals?: string; readonly heart?: string; readonly ink?: string }) => (
  <svg class="word" viewBox="0 0 179 34" role="img" aria-label="Serentak">
    <g transform="translate(17 17) scale(1.12) translate(-16 -16)"><Flower fill={petals} /><circle cx="16" cy="16" r="2.3" fill={heart} /></g>
    <path d={letters} fill="none" stroke={ink} stroke-width="3.9" stroke-linecap="round" stroke-linejoin="round" />
  </svg>
);

export const Tile = () => (
  <svg class="tile" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <g transform="translate(16 16) scale(.86) translate(-16 -16)">
      <Flower fill="var(--accent-ink)" />
      {turns.map((turn) => <path key={turn} d="M16 10.2V6" transform={`rotate(${turn} 16 16)`} stroke="var(--accent)" stroke-width="1.3" stroke-linecap="round" />)}
      <circle cx="16" cy="16" r="2.3" fill="var(--soga)" />
    </g>
  </svg>
);
