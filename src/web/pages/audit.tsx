/** The audit log: who did what. Nothing is ever taken from it. */

import { dateTime } from '../parts/format.ts';
import { Table, Words } from '../parts/table.tsx';
import type { Page } from './context.ts';

/** Rows of a page. */
const SHOWN = 100;

export const audit: Page = {
  path: '/audit',
  title: 'Audit log',
  scope: 'admin',
  hasControls: false,
  reports: [],
  async content({ site, view }) {
    const before = Number(view.query.get('before'));
    const isPlace = Number.isSafeInteger(before) && before > 0;
    const rows = await site.ports.access.audit({
      limit: SHOWN,
      ...(isPlace && { before }),
    });
    const last = rows.at(-1);
    return (
      <>
        <Table
          caption="The latest first"
          columns={[
            { title: 'When' },
            { title: 'Who' },
            { title: 'What' },
            { title: 'On' },
            { title: 'More' },
          ]}
          rows={rows.map(({ at, by, action, subject, details }) => [
            dateTime(at, view.timezone),
            <Words text={by} />,
            action,
            <Words text={subject ?? null} />,
            <Words
              text={
                Object.entries(details ?? {})
                  .map(([name, value]) => `${name}: ${value}`)
                  .join(', ') || null
              }
            />,
          ])}
          empty="Nothing has been done yet."
        />
        {last && rows.length === SHOWN && (
          <p>
            <a href={`${site.options.basePath}/audit?before=${last.seq}`}>Earlier</a>
          </p>
        )}
      </>
    );
  },
};
