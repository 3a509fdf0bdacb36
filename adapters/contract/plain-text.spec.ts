import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainText, withMarkup, withoutMarkup } from './plain-text.js';

describe('withoutMarkup', () => {
  it.each([
    ['<p>Satu &amp; dua</p>\n<p>tiga<br />empat</p>', 'Satu & dua\n\ntiga\nempat'], ['<ul><li>kopi</li><li>teh</li></ul>akhir', '- kopi\n- teh\n\nakhir'], ['berat < 1 kg, &lt;b&gt; tetap', 'berat < 1 kg, <b> tetap'],
    ['<style>p{}</style>a<script>x</script>', 'a'], ['', ''],
  ])('%j', (html, text) => expect(withoutMarkup(html)).toBe(text));
});

describe('withMarkup', () => {
  it('makes paragraphs of words, and none of them code', () => {
    expect(withMarkup('Satu\ndua\r\n\r\n<b>tiga</b> & "empat"\n\n\n')).toBe('<p>Satu<br>dua</p><p>&lt;b&gt;tiga&lt;/b&gt; &amp; "empat"</p>');
    expect([withMarkup(''), withMarkup('a < b')]).toEqual(['', '<p>a &lt; b</p>']);
    fc.assert(fc.property(fc.string(), (text) => !/<(?!\/?p>|br>)/.test(withMarkup(text))));
  });
  it('is read back as the words it was made of', () => fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z<>&;" ]{0,20}[a-z]$/), { minLength: 1, maxLength: 5 }), (lines) => { const text = lines.map((line) => line.trim()).join('\n'); return withoutMarkup(withMarkup(text)) === text; })));
});

describe('plainText', () => {
  it.each([['<p>Satu</p><ul><li>dua</li></ul>', 'Satu\n\n- dua'], ['Tebal <b>sekali</b> &amp; murah', 'Tebal sekali & murah'], ['5 < 6 dan <script>x</script>', '5 < 6 dan <script>x</script>'], ['R&amp;B', 'R&amp;B']])('%j', (text, plain) => expect(plainText(text)).toBe(plain));
});
