/** Settings (R1): destinations, tokens, what is kept, and erasing a user. */

import type { Page, PageContext } from './context.ts';
import { destinationActions, Destinations } from './settings/destinations.tsx';
import { erasureActions, Erasure } from './settings/erasure.tsx';
import { Keeping } from './settings/keeping.tsx';
import { tokenActions, Tokens } from './settings/tokens.tsx';

export const settings: Page = {
  path: '/settings',
  title: 'Settings',
  scope: 'admin',
  hasControls: false,
  reports: [],
  actions: [...destinationActions, ...tokenActions, ...erasureActions],
  async content(context: PageContext) {
    const { ports, analytics } = context.site;
    const [destinations, outbox, tokens] = await Promise.all([
      ports.destinations.list(),
      analytics.outbox.list({ limit: 20 }),
      ports.access.tokens(),
    ]);
    return (
      <>
        <p class="range">
          Everything that is changed here is in the{' '}
          <a href={`${context.site.options.basePath}/audit`}>audit log</a>.
        </p>
        <section aria-labelledby="destinations">
          <h2 id="destinations">Where events are sent</h2>
          <Destinations context={context} settings={destinations} outbox={outbox} />
        </section>
        <section aria-labelledby="tokens">
          <h2 id="tokens">Tokens</h2>
          <Tokens context={context} tokens={tokens} />
        </section>
        <section aria-labelledby="keeping">
          <h2 id="keeping">What is kept</h2>
          <Keeping summary={ports.settings} />
        </section>
        <section aria-labelledby="erase">
          <h2 id="erase">Erase a user</h2>
          <Erasure context={context} />
        </section>
      </>
    );
  },
};
