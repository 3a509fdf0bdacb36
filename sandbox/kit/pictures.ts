/** What bytes are a picture, and how large: by the bytes alone, never by a name. Which kinds and sizes it takes is each marketplace's own matter. */
export type PictureKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'heic';
export interface PictureSize { readonly width: number; readonly height: number }

const png = Buffer.from('89504e470d0a1a0a', 'hex');

/** Null: none of these. */
export function pictureKind(bytes: Buffer): PictureKind | null {
  const text = (from: number, to: number) => bytes.toString('latin1', from, to);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (bytes.subarray(0, 8).equals(png)) return 'png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(0, 4) === 'GIF8') return 'gif';
  if (text(0, 2) === 'BM') return 'bmp';
  return /^ftyp(heic|heix|mif1)/.test(text(4, 12)) ? 'heic' : null;
}

/** In pixels; null: no picture, or one that ends too early. */
export function pictureSize(bytes: Buffer): PictureSize | null {
  try {
    switch (pictureKind(bytes)) {
      case 'jpeg': return ofJpeg(bytes);
      case 'png': return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
      case 'webp': return ofWebp(bytes);
      case 'gif': return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
      case 'bmp': return { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
      case 'heic': return ofHeic(bytes);
      case null: return null;
    }
  } catch (error) {
    if (error instanceof RangeError) return null; // the bytes end too early
    throw error;
  }
}

/** From the first frame header. */
function ofJpeg(bytes: Buffer): PictureSize | null {
  for (let at = 2; bytes.readUInt8(at) === 0xff;) {
    const mark = bytes.readUInt8(at + 1);
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function ofWebp(bytes: Buffer): PictureSize | null {
  const form = bytes.toString('latin1', 12, 16);
  if (form === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (form === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (form !== 'VP8L') return null;
  const bits = bytes.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function ofHeic(bytes: Buffer): PictureSize | null {
  const extents = bytes.indexOf('ispe');
  return extents < 0 ? null : { width: bytes.readUInt32BE(extents + 8), height: bytes.readUInt32BE(extents + 12) };
}
