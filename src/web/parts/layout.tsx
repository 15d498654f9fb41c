/** The frame around every page. */

import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';

/** A place in the navigation. */
export interface Place {
  /** Below the base path: `/activity`. */
  readonly path: string;
  readonly title: string;
}

export interface LayoutProps {
  readonly basePath: string;
  readonly title: string;
  /** What is to be chosen from; absent where nobody is signed in. */
  readonly places?: readonly Place[] | undefined;
  /** Path of the place that this is. */
  readonly here?: string | undefined;
  /** What follows a place's path, so that range and filters stay as they are. */
  readonly query?: string | undefined;
  /** To sign out, where one has signed in. */
  readonly formToken?: string | undefined;
  readonly visitor?: string | undefined;
  readonly children?: Child;
}

/** Writes a page. */
export function page(props: LayoutProps): HtmlEscapedString | Promise<HtmlEscapedString> {
  return html`<!doctype html>${(<Document {...props} />)}`;
}

function Document({ basePath, title, children, ...frame }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Bot analytics`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${basePath}/assets/style.css`} />
        <script src={`${basePath}/assets/client.js`} defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <Header basePath={basePath} title={title} {...frame} />
        <main id="main" tabindex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
}

function Header({ basePath, places, here, query = '', formToken, visitor }: LayoutProps) {
  return (
    <header class="top">
      <p class="brand">Bot analytics</p>
      {places && (
        <nav aria-label="Pages">
          <ul>
            {places.map(({ path, title }) => (
              <li>
                <a
                  href={`${basePath}${path}${query}`}
                  {...(path === here && { 'aria-current': 'page' })}
                >
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {formToken !== undefined && (
        <form method="post" action={`${basePath}/sign-out`} class="sign-out">
          <input type="hidden" name="form_token" value={formToken} />
          <span class="visitor">{visitor}</span>
          <button type="submit">Sign out</button>
        </form>
      )}
    </header>
  );
}
