import { describe, expect, it } from '@jest/globals';
import { withoutMarkup } from './plain-text.js';

describe('withoutMarkup', () => {
  it.each([
    ['<p>Satu &amp; dua</p>\n<p>tiga<br />empat</p>', 'Satu & dua\n\ntiga\nempat'], ['<ul><li>kopi</li><li>teh</li></ul>akhir', '- kopi\n- teh\n\nakhir'], ['berat < 1 kg, &lt;b&gt; tetap', 'berat < 1 kg, <b> tetap'],
    ['<style>p{}</style>a<script>x</script>', 'a'], ['', ''],
  ])('%j', (html, text) => expect(withoutMarkup(html)).toBe(text));
});
