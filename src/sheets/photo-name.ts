/** A cell may name a photo by its file's name or by its address. */
export const isAddress = (name: string): boolean => /^https?:\/\//i.test(name);

/** How names of photos are compared: letters of one size and one encoding, folders by `/`. An address stays as it is. */
export const photoName = (text: string): string => {
  const name = text.trim();
  return isAddress(name) ? name.slice(0, 2_000) : name.normalize('NFC').toLowerCase().replaceAll('\\', '/').replace(/^(\.?\/)+/, '').slice(0, 300);
};
