/** The `payload` of writing calls: XML or JSON, read into one kind of tree. In JSON, Image and Sku must be lists (1001). */
import { SaxesParser } from 'saxes';
import { isRecord, readObject } from '../kit/index.js';
import { refuse } from './envelope.js';

const arrays = ['Image', 'Sku'];
type Tree = { readonly [name: string]: unknown };

export class Node {
  constructor(readonly tree: Tree, private readonly xml: boolean) {}

  has(name: string): boolean {
    return this.tree[name] !== undefined && this.tree[name] !== null;
  }

  names(): string[] {
    return Object.keys(this.tree);
  }

  text(name: string): string | undefined {
    const value = this.tree[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'object') throw refuse('5', `E005: ${name} must be a single value`, name);
    return String(value);
  }

  node(name: string): Node | undefined {
    const value = this.tree[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (!isRecord(value)) throw refuse('5', `E005: ${name} must be an object`, name);
    return new Node(value, this.xml);
  }

  nodes(name: string): Node[] {
    return this.list(name).map((value) => (isRecord(value) ? new Node(value, this.xml) : fail(name)));
  }

  texts(name: string): string[] {
    return this.list(name).map((value) => (typeof value === 'object' ? fail(name) : String(value)));
  }

  private list(name: string): readonly unknown[] {
    const value = this.tree[name];
    if (value === undefined || value === null || value === '') return [];
    if (Array.isArray(value)) return value;
    if (this.xml || !arrays.includes(name)) return [value];
    throw refuse('1001', `${name} must be a list`, name);
  }
}

/** What stands inside Request; `json` false: only XML will do. */
export function readPayload(text: string, json = true): Node {
  const xml = text.trimStart().startsWith('<');
  if (!xml && !json) throw refuse('5', 'E005: XML is expected');
  const request = new Node(xml ? readXml(text.trim()) : readJson(text), xml).node('Request');
  if (!request) throw refuse('30', 'E030: Empty Request');
  return request;
}

export function readJson(text: string): Tree {
  const value = readObject(text);
  if (!value) throw refuse('5', 'E005: Invalid Request Format');
  return value;
}

function readXml(text: string): Tree {
  const top: Record<string, unknown> = {};
  const stack: { name: string; tree: Record<string, unknown>; text: string }[] = [{ name: '', tree: top, text: '' }];
  const parser = new SaxesParser();
  parser.on('error', () => { throw refuse('5', 'E005: Invalid Request Format'); });
  parser.on('opentag', ({ name }) => { stack.push({ name, tree: {}, text: '' }); });
  const add = (part: string) => { const at = stack.at(-1); if (at) at.text += part; };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const { name, tree, text: own } = stack.pop() ?? { name: '', tree: {}, text: '' };
    const above = stack.at(-1)?.tree ?? top;
    const value = Object.keys(tree).length > 0 ? tree : own.trim();
    const before = above[name];
    above[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  });
  parser.write(text).close();
  return top;
}

function fail(name: string): never {
  throw refuse('5', `E005: ${name} has the wrong form`, name);
}
