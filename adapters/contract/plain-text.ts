const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Entities as the characters they stand for; what is none stays. */
export const withoutEntities = (text: string): string =>
  text.replace(/&(#x?[\da-f]+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name.toLowerCase()] ?? whole;
    const point = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

/** HTML as a person reads it: paragraphs apart, line breaks and points of lists in lines of their own. */
export const withoutMarkup = (html: string): string =>
  withoutEntities(html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '').replace(/<li\b[^>]*>/gi, '- ').replace(/<br\b[^>]*>\s*|<\/(?:li|div|tr)>/gi, '\n').replace(/<\/(?:p|ul|ol|h\d|table)>\s*/gi, '\n\n').replace(/<\/?[a-z][^>]*>/gi, ''))
    .replace(/[ \t]+\n/g, '\n').replace(/\n{3,}/g, '\n\n').trim();

/** A text with tags that a browser would show as paragraphs, lists, pictures or letters; a < b and the like are words. */
const markup = /<\/?(?:p|br|ul|ol|li|h[1-6]|div|span|table|strong|b|em|i|u|img|a)\b[^<>]*>/i;
/** The house's texts are words: one that was typed or pasted as HTML is taken as a person reads it. */
export const plainText = (text: string): string => (markup.test(text) ? withoutMarkup(text) : text);

/** Words for a marketplace that shows HTML: paragraphs, line breaks, and nothing in them that could be code. */
export const withMarkup = (text: string): string =>
  text.replaceAll('\r\n', '\n').split(/\n{2,}/).map((part) => part.trim()).filter((part) => part !== '').map((part) => `<p>${part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')}</p>`).join('');
