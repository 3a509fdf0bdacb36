import { Body, Controller, Delete, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, Matches } from 'class-validator';
import type { Request, Response } from 'express';
import { Database, Permit, TakesFile, Who, type Caller } from '../../kernel/index.js';
import { largestPicture, photoErrors, Photos, viewAdvice } from '../../photos/index.js';
import { catalogueErrors } from '../errors.js';
import { photosChanged, type Arrival } from './mentions.js';
import { addPhoto, type PhotoRow } from './product-photos.js';
import { viewProduct } from '../product-view.js';

export const mostPhotos = 50;
export class PhotoOrder {
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(mostPhotos) @Matches(/^\d{1,19}$/, { each: true }) order!: string[];
}

/** Which photos a product has, and in which order; the pictures themselves belong to the photos' room. The first one is the main picture. */
@ApiTags('catalogue')
@Controller('api')
export class ProductPhotosController {
  constructor(private readonly database: Database, private readonly photos: Photos) {}

  /** The picture is the body as it is, or the file of a form. The same picture twice is one photo. */
  @Post('products/:id/photos') @Permit('catalogue.write') @TakesFile(largestPicture)
  async add(@Who() caller: Caller, @Param('id') id: string, @Req() request: Request) {
    const known = /^\d{1,19}$/.test(id) && (await this.database.inScope(caller.scope, (tx) => tx.row<{ photos: number }>('SELECT (SELECT count(*)::int FROM app.photo WHERE product_id = p.id) AS photos FROM app.product p WHERE p.id = $1', [id])));
    if (!known) throw catalogueErrors.notFound();
    if (known.photos >= mostPhotos) throw photoErrors.tooMany({ n: mostPhotos });
    const facts = await this.photos.receive(request);
    return this.database.inScope(caller.scope, async (tx) => {
      const row = await addPhoto(tx, id, facts);
      if (row) await photosChanged(tx, [byHand(id)]);
      const photo = row ?? (await tx.row<PhotoRow>('SELECT id, position, variant_id FROM app.photo WHERE product_id = $1 AND sha256 = $2', [id, facts.sha256]));
      if (!photo) throw catalogueErrors.notFound();
      return { id: photo.id, sha256: facts.sha256, url: `/api/photos/${facts.sha256}`, width: facts.width, height: facts.height, position: photo.position, variantId: photo.variant_id, advice: viewAdvice(facts.advice, caller.language) };
    });
  }

  @Patch('products/:id/photos') @Permit('catalogue.write')
  async sort(@Who() caller: Caller, @Param('id') id: string, @Body() body: PhotoOrder, @Res({ passthrough: true }) response: Response) {
    const product = await this.database.inScope(caller.scope, async (tx) => {
      if (!/^\d{1,19}$/.test(id) || !(await tx.row('SELECT 1 FROM app.product WHERE id = $1 FOR UPDATE', [id]))) throw catalogueErrors.notFound();
      const rows = await tx.rows<{ id: string }>('SELECT id FROM app.photo WHERE product_id = $1', [id]);
      if (rows.length !== body.order.length || new Set(body.order).size !== rows.length || rows.some((row) => !body.order.includes(row.id))) throw photoErrors.badOrder();
      await tx.rows('UPDATE app.photo p SET position = o.n - 1 FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, n) WHERE p.id = o.id', [body.order]);
      await photosChanged(tx, [byHand(id)]);
      return viewProduct(tx, id, caller.language);
    });
    response.setHeader('ETag', `"${product.revision}"`);
    return product;
  }

  @Delete('photos/:id') @Permit('catalogue.write') @HttpCode(204)
  async remove(@Who() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.database.inScope(caller.scope, async (tx) => {
      const removed = /^\d{1,19}$/.test(id) ? await tx.row<{ product_id: string; sha256: string }>('DELETE FROM app.photo WHERE id = $1 RETURNING product_id, sha256', [id]) : null;
      const row = removed ?? (/^\d{1,19}$/.test(id) ? await tx.row<{ product_id: string }>('SELECT product_id FROM app.photo WHERE id = $1', [id]) : null); // still there: its removal was proposed
      if (!row) throw photoErrors.notFound();
      if (removed) await tx.rows('DELETE FROM app.photo_mention WHERE product_id = $1 AND sha256 = $2', [removed.product_id, removed.sha256]);
      await photosChanged(tx, [byHand(row.product_id)]);
    });
  }
}

const byHand = (productId: string): Arrival => ({ productId, importId: null, photoId: null });
