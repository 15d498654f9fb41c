/** What Mixpanel publishes of ids, in both merges: a right event, and one id wrong. */

import { describe, expect, test } from 'vitest';
import { judge, PROPERTIES, UUID, withProperties } from './mixpanel-request.ts';

const FORBIDDEN = (
  '00000000-0000-0000-0000-000000000000 anon anonymous nil none null n/a na undefined unknown ' +
  '<nil> 0 -1 true false [] {}'
).split(' ');

describe('an id is refused', () => {
  const shape = 'properties.$insert_id: 1 to 36 of A-Z, a-z, 0-9 and -';
  const isInsertId = (id: string) => /^[A-Za-z0-9-]+$/.test(id);

  test.for(FORBIDDEN)('if it is %s, wherever it stands', (id) => {
    const { $device_id: _, ...original } = PROPERTIES;
    const found = [
      [{ event: 'e', properties: { ...original, distinct_id: id } }],
      withProperties({ $device_id: id, distinct_id: `$device:${id}` }),
      withProperties({ $user_id: id, distinct_id: 'somebody' }),
      withProperties({ $insert_id: id }),
    ].map((events) => judge(events)[0]);
    const notAllowed = 'an id that is not allowed';

    expect(found).toEqual([
      `properties.distinct_id: ${notAllowed}`,
      `properties.$device_id: ${notAllowed}`,
      `properties.$user_id: ${notAllowed}`,
      isInsertId(id) ? `properties.$insert_id: ${notAllowed}` : shape,
    ]);
  });

  test.for([
    ['no distinct_id', { distinct_id: undefined }, 'properties.distinct_id: a text, not empty'],
    ['an empty one', { distinct_id: '' }, 'properties.distinct_id: a text, not empty'],
    ['a number', { distinct_id: 7 }, 'properties.distinct_id: a text, not empty'],
    ['an empty device', { $device_id: '' }, 'properties.$device_id: a text, not empty'],
    ['a user that is a number', { $user_id: 7 }, 'properties.$user_id: a text, not empty'],
    [
      'another id than the user',
      { $user_id: 'customer-7' },
      'properties.distinct_id: the same as $user_id',
    ],
    [
      'a device without its prefix',
      { distinct_id: PROPERTIES.$device_id },
      'properties.distinct_id: $device: and the $device_id',
    ],
    ['no insert id', { $insert_id: undefined }, shape],
    ['an empty insert id', { $insert_id: '' }, shape],
    ['37 characters of insert id', { $insert_id: 'a'.repeat(37) }, shape],
    ['an underscore in the insert id', { $insert_id: 'a_b' }, shape],
    ['an insert id that is a number', { $insert_id: 7 }, shape],
  ] as const)('for %s', ([, properties, wrong]) => {
    expect(judge(withProperties(properties))).toEqual([wrong]);
  });

  const identified = {
    $device_id: undefined,
    distinct_id: 'u',
    $identified_id: 'u',
    $anon_id: UUID,
  };
  test.for([
    [
      'nobody identified',
      { $identified_id: undefined },
      'properties.$identified_id: a text, not empty',
    ],
    [
      'a dummy identified',
      { $identified_id: 'null' },
      'properties.$identified_id: an id that is not allowed',
    ],
    ['no anonymous id', { $anon_id: undefined }, 'properties.$anon_id: a UUID version 4'],
    [
      'an anonymous id of another shape',
      { $anon_id: 'a1' },
      'properties.$anon_id: a UUID version 4',
    ],
    ['a third id', { distinct_id: 'x' }, 'properties.distinct_id: the same as $identified_id'],
  ] as const)('in $identify for %s', ([, properties, wrong]) => {
    expect(judge(withProperties({ ...identified, ...properties }, '$identify'))).toEqual([wrong]);
  });
});
