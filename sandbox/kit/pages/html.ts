/** The frame of the pages people see: plain HTML, forms instead of scripts, Bahasa Indonesia. */
import type { Answer } from '../call.js';

export function text(value: unknown): string {
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function rupiah(amount: number): string {
  return `Rp${amount.toLocaleString('id-ID')}`;
}

const style = `*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:#222;background:#f6f4f1}
header{background:#8a3b12;color:#fff;padding:.8rem 1.2rem;display:flex;gap:1.2rem;align-items:baseline;flex-wrap:wrap}header b{font-size:1.15rem}header a{color:#fff}header small{opacity:.85}
main{max-width:72rem;margin:0 auto;padding:1rem}h2{margin:1.4rem 0 .6rem;font-size:1.1rem}
.rak{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.8rem}.kartu{background:#fff;border:1px solid #e4ded6;border-radius:.6rem;overflow:hidden;display:flex;flex-direction:column}
.kartu img,.kartu .kosong{width:100%;aspect-ratio:1;object-fit:cover;background:#eee8df;display:block}.isi{padding:.6rem .7rem;display:flex;flex-direction:column;gap:.3rem;flex:1}
.isi h3{margin:0;font-size:.95rem;font-weight:600}.harga{color:#8a3b12;font-weight:700}.redup{color:#665f57;font-size:.85rem}form{display:flex;gap:.35rem;flex-wrap:wrap;margin:0;align-items:center}.isi form{margin-top:auto}
button,select,input{font:inherit;padding:.3rem .6rem;border:1px solid #bdb3a6;border-radius:.4rem;background:#fff}button{cursor:pointer}button.utama{background:#8a3b12;border-color:#8a3b12;color:#fff}button:disabled{background:#ddd;border-color:#ddd;color:#666}
input[type=number]{width:6.5rem}table{width:100%;border-collapse:collapse;background:#fff;border:1px solid #e4ded6}td,th{text-align:left;padding:.45rem .6rem;border-top:1px solid #eee8df;vertical-align:top}
.tombol form{display:inline-block;margin:0 .3rem .3rem 0}@media(max-width:700px){button,select,input:not([type=checkbox]){min-height:2.75rem}table,tbody,tr,td{display:block}thead{display:none}td{border:0;padding:.25rem .6rem}tr{border-top:1px solid #e4ded6;padding:.4rem 0}}
.kabar{background:#fff3d6;border:1px solid #e6c97c;border-radius:.4rem;padding:.5rem .8rem;margin:0 0 .8rem}.tanda{background:#eee8df;border-radius:1rem;padding:.05rem .6rem;font-size:.8rem}`;

export function frame(title: string, place: 'shop' | 'seller', shop: string, notice: string | null, body: string): Answer {
  const to = (door: string) => `/_${door}${shop ? `?shop=${encodeURIComponent(shop)}` : ''}`;
  return {
    status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${text(title)}</title><style>${style}</style></head>
<body><header><b>${text(title)}</b><small>marketplace latihan</small>${place === 'shop' ? `<span>Halaman pembeli</span><a href="${to('seller')}">Pusat penjual</a>` : `<a href="${to('shop')}">Halaman pembeli</a><span>Pusat penjual</span>`}</header>
<main>${notice ? `<p class="kabar" role="status">${text(notice)}</p>` : ''}${body}</main></body></html>`,
  };
}

/** A form that posts hidden fields and what stands between. */
export function form(action: string, hidden: Readonly<Record<string, string>>, inside: string): string {
  return `<form method="post" action="${text(action)}">${hiddenFields(hidden)}${inside}</form>`;
}

export function hiddenFields(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${text(name)}" value="${text(value)}">`).join('');
}

/** Radio buttons of one name, the first one chosen. */
export function choices(name: string, options: readonly (readonly [value: string, label: string])[], none: string): string {
  const rows = options.map(([value, label], at) => `<p><label><input type="radio" name="${text(name)}" value="${text(value)}"${at === 0 ? ' checked' : ''}> ${text(label)}</label></p>`);
  return rows.join('') || `<p>${text(none)}</p>`;
}

const bare = 'body{font:16px/1.5 system-ui,sans-serif;background:#f6f4f1;margin:0}main{max-width:28rem;margin:3rem auto;background:#fff;border:1px solid #e4ded6;border-radius:.8rem;padding:1.2rem 1.5rem}h1{font-size:1.2rem}input[type=url]{width:100%}button{font:inherit;background:#8a3b12;color:#fff;border:0;border-radius:.5rem;padding:.6rem 1.2rem}button.lain{background:#eee8df;color:#222}button:disabled{background:#ddd;color:#666}';

/** A page of a marketplace's own for a person, such as a seller's consent. `inside` is HTML. */
export function page(title: string, inside: string): Answer {
  return {
    status: 200, headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${text(title)}</title><style>${bare}</style></head>\n<body><main>${inside}</main></body></html>`,
  };
}
