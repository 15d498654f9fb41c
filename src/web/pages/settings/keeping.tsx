/** What is kept, for how long, and where: set by the bot's code. */

import type { BotSummary, SettingsSummary } from '../../../runtime/web-ports.ts';
import { number } from '../../parts/format.ts';
import { Table, Words } from '../../parts/table.tsx';

const TEXTS: Readonly<Record<BotSummary['captureText'], string>> = {
  off: 'not kept',
  redacted: 'kept without addresses, numbers and what the bot’s code takes out',
  full: 'kept as they were written',
};

export function Keeping({ summary }: { readonly summary: SettingsSummary }) {
  const { store, bot } = summary;
  return (
    <>
      <Table
        caption={bot ? 'Set by the bot’s code' : 'The store'}
        columns={[{ title: 'What' }, { title: 'How' }]}
        rows={[
          ['Store', <Words text={`${store.kind}: ${store.place}`} />],
          ...(bot ? rowsOf(bot) : []),
        ]}
      />
      {!bot && (
        <p class="help">
          What is kept, and for how long, is set by the bot’s code, which is not seen from here: the
          pages that the bot itself serves show it.
        </p>
      )}
    </>
  );
}

function rowsOf({ botId, captureText, captureNames, retention }: BotSummary) {
  return [
    ['Bot', <Words text={botId} />],
    ['Texts of users', TEXTS[captureText]],
    ['Names of users', captureNames ? 'kept' : 'not kept'],
    ...Object.entries(retention).map(([name, value]) => [
      <code>{name}</code>,
      value === null || value === Infinity ? 'for ever' : number(value as number),
    ]),
  ];
}
