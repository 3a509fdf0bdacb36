import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Database, Permit, Who, type Caller } from '../kernel/index.js';
import { photoErrors } from './errors.js';
import { parseUse, Photos } from './photos.js';

const widths = new Set([80, 160, 320, 640, 1200]);
const year = 'private, max-age=31536000, immutable';

@ApiTags('photos')
@Controller('api')
export class PhotosController {
  constructor(private readonly database: Database, private readonly photos: Photos) {}

  @Get('photos/:sha256') @Permit('read')
  async show(@Who() caller: Caller, @Param('sha256') sha256: string, @Query('w') w: string | undefined, @Req() request: Request, @Res() response: Response): Promise<void> {
    const seen = /^[0-9a-f]{64}$/.test(sha256) ? await this.database.inScope(caller.scope, (tx) => tx.row('SELECT 1 FROM app.photo WHERE sha256 = $1 LIMIT 1', [sha256])) : null;
    if (!seen) throw photoErrors.notFound();
    const width = widths.has(Number(w)) ? Number(w) : 640;
    const format = request.accepts('image/webp') && /image\/webp/.test(request.headers.accept ?? '') ? 'webp' : 'jpeg';
    const bytes = await this.photos.render(sha256, { width, maxPx: width, minPx: 0, maxBytes: 5_000_000, format, square: false });
    response.setHeader('Vary', 'Accept').setHeader('Cache-Control', year).type(`image/${format}`).send(bytes);
  }

  /** For marketplaces that fetch by themselves: no session, but a signed, expiring address. */
  @Get('public/photos/:sha256/:use') @Permit('public')
  async fetch(@Param('sha256') sha256: string, @Param('use') use: string, @Query('exp') exp: string, @Query('sig') sig: string, @Res() response: Response): Promise<void> {
    const wish = parseUse(use.replace(/\.(jpg|jpeg|png|webp)$/, ''));
    if (!wish || !/^[0-9a-f]{64}$/.test(sha256) || !this.photos.isSigned(sha256, use, Number(exp) || 0, String(sig ?? ''), this.database.clock.now())) throw photoErrors.notFound();
    response.setHeader('Cache-Control', 'public, max-age=86400').type(`image/${wish.format}`).send(await this.photos.render(sha256, wish));
  }
}
