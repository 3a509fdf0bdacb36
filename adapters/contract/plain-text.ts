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
