/** A real browser, from an npm package that ships its binary: nothing is installed by hand. */

import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Starts one without a window; whoever starts it closes it. */
export async function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // the package's own arguments switch off what is to be tested: origins, and the policy of contents
    args: ['--no-sandbox', '--disable-gpu', '--headless=shell'],
    headless: true,
  });
}
