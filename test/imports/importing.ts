import type { Client } from '../catalogue/co-op.js';
import { until } from '../house/serve.js';

export interface Imported {
  id: string; state: string; step: string | null; preview: boolean; rows: number; created: number; changed: number; unchanged: number; rejected: number; products: number; applied: number; stale: number; undone: number; readerMb: number | null;
  columns: { name: string; column: string | null; how: string }[]; sheets: { name: string; read: boolean }[]; missing: string[]; refusal: { code: string; title: string; next: string; marketplace?: string; shops?: { id: string; adoptions: string }[] } | null;
}
export interface Named { row: number; sheet: string | null; warning: boolean; column: string; value: string; code: string; reason: string; next: string }
export interface PreviewRow { row: number; sheet: string | null; outcome: string; result: string | null; sku: string | null; changes: { field: string; column: string | null; before: unknown; after: unknown }[]; issues: Named[] }
export const header = 'kode_produk;nama;sku;harga;stok';

/** What a person does with an import, by API. */
export class Importing {
  constructor(readonly client: Client) {}

  async send(bytes: Buffer | string, options: { readonly preview?: boolean; readonly name?: string } = {}): Promise<string> {
    return ((await this.client.send('post', `/api/imports?name=${options.name ?? 'berkas.bin'}${options.preview ? '&preview=true' : ''}`).set('Content-Type', 'application/octet-stream').send(Buffer.from(bytes)).expect(202)).body as { id: string }).id;
  }

  /** Sends the file and waits until it was applied, or refused. */
  async take(bytes: Buffer | string, name?: string): Promise<Imported> {
    return this.ended(await this.send(bytes, { name }));
  }

  async preview(bytes: Buffer | string): Promise<Imported> {
    return this.ended(await this.send(bytes, { preview: true }));
  }

  async see(id: string): Promise<Imported> {
    return (await this.client.get(`/api/imports/${id}`).expect(200)).body as Imported;
  }

  ended(id: string, patienceMs?: number): Promise<Imported> {
    return until(async () => {
      const seen = await this.see(id);
      return seen.state !== 'running' && seen;
    }, `import ${id} has ended`, patienceMs);
  }

  async act(id: string, what: 'apply' | 'undo', body: object = {}): Promise<Imported> {
    await this.client.send('post', `/api/imports/${id}/${what}`).send(body).expect(202);
    return this.ended(id);
  }

  async rows(id: string, query = ''): Promise<PreviewRow[]> {
    return ((await this.client.get(`/api/imports/${id}/rows?${query}`).expect(200)).body as { items: PreviewRow[] }).items;
  }

  async named(id: string): Promise<Named[]> {
    return ((await this.client.get(`/api/imports/${id}/issues`).set('Accept-Language', 'en').expect(200)).body as { items: Named[] }).items;
  }

  async badRows(id: string): Promise<string> {
    return String((await this.client.get(`/api/imports/${id}/bad-rows`).buffer(true).expect(200)).text);
  }
}
