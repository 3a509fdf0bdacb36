import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium as launcher, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Person } from '../house/serve.js';
import { unpackChromium } from './chromium.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export interface Look { readonly width?: number; readonly height?: number; readonly dark?: boolean; readonly language?: 'id' | 'en' }
export interface Visitor { readonly page: Page; readonly context: BrowserContext; readonly complaints: string[] }

/** The Chromium that ships inside the package, with its own font, so that pictures look alike on every machine; with its own libraries where the system lacks them. */
export async function openBrowser(): Promise<Browser> {
  const { path, libraries, fontConfig } = unpackChromium();
  const open = (more: Record<string, string>): Promise<Browser> => launcher.launch({
    executablePath: path, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'], headless: true, env: { ...process.env, FONTCONFIG_FILE: fontConfig, ...more },
  });
  return open({}).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    if (/shared libraries/.test(error.message)) return open({ LD_LIBRARY_PATH: libraries });
    // Seen once in a fresh clone: the browser died of itself while it started, before any page of ours.
    if (/signal=SIGSEGV/.test(error.message)) return open({});
    throw error;
  });
}

/** A fresh profile. `complaints` gathers what the console says and what broke; a story ends with none. */
export async function visit(browser: Browser, look: Look = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: look.width ?? 1280, height: look.height ?? 900 }, colorScheme: look.dark ? 'dark' : 'light', locale: 'id-ID', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, context, complaints };
}

export async function signInAs(page: Page, url: string, person: Person): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Kata sandi', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await page.getByRole('navigation', { name: 'Halaman' }).waitFor();
}

interface Violation { readonly id: string; readonly help: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }
/** What axe finds wrong, as readable lines; the page's own policy forbids script tags, so it is evaluated. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate<{ violations: Violation[] }>('axe.run(document, { resultTypes: ["violations"] })');
  return found.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${violation.help} — ${node.html.slice(0, 160)} ${(node.failureSummary ?? '').split('\n').slice(1).join(' ').slice(0, 200)}`));
}

/** Nothing is wider than the window, and no table loses its last column behind its frame. */
export const overflow = (page: Page): Promise<number> => page.evaluate<number>(`Math.max(0, ...[document.documentElement, ...document.querySelectorAll('.table-box, .card')].filter((box) => getComputedStyle(box).overflowX !== 'auto').map((box) => box.scrollWidth - box.clientWidth))`);
