/** What is kept, for how long, and where: set by the bot's code. */

import type { SettingsSummary } from '../../../runtime/web-ports.ts';
import { number } from '../../parts/format.ts';
import { Table, Words } from '../../parts/table.tsx';

const TEXTS: Readonly<Record<SettingsSummary['captureText'], string>> = {
  off: 'not kept',
  redacted: 'kept without addresses, numbers and what the bot’s code takes out',
  full: 'kept as they were written',
};

export function Keeping({ summary }: { readonly summary: SettingsSummary }) {
  const { store, retention, captureText, captureNames, botId } = summary;
  return (
    <>
      <Table
        caption="Set by the bot’s code"
        columns={[{ title: 'What' }, { title: 'How' }]}
        rows={[
          ['Bot', <Words text={botId} />],
          ['Store', <Words text={`${store.kind}: ${store.place}`} />],
          ['Texts of users', TEXTS[captureText]],
          ['Names of users', captureNames ? 'kept' : 'not kept'],
          ...Object.entries(retention).map(([name, value]) => [
            <code>{name}</code>,
            value === null || value === Infinity ? 'for ever' : number(value as number),
          ]),
        ]}
      />
    </>
  );
}
