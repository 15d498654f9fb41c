/** What GA4 publishes of events and parameters, rule by rule: a right request, and one thing wrong. */

import { describe, expect, test } from 'vitest';
import { judge, numbered, PAYLOAD, withEvent } from './ga4-request.ts';

const withParams = (params: object) =>
  withEvent({ params: { session_id: '1', engagement_time_msec: 1, ...params } });

describe('an event is refused for', () => {
  const reserved = (
    'ad_activeview ad_click ad_exposure ad_impression ad_query ad_reward adunit_exposure ' +
    'app_clear_data app_exception app_install app_remove app_store_refund app_update app_upgrade ' +
    'dynamic_link_app_open dynamic_link_app_update dynamic_link_first_open error first_open ' +
    'first_visit in_app_purchase notification_dismiss notification_foreground notification_open ' +
    'notification_receive notification_send os_update screen_view session_start user_engagement'
  ).split(' ');
  const prefixed =
    '_x firebase_x ga_x google_x gtag.x firebase_campaign firebase_in_app_message_action'.split(
      ' ',
    );

  test.for(reserved)('the reserved name %s', (name) => {
    expect(judge(withEvent({ name }))).toEqual(['NAME_RESERVED events[0].name: a reserved name']);
  });

  test.for(prefixed)('the reserved prefix of %s', (name) => {
    expect(judge(withEvent({ name }))).toEqual(['NAME_RESERVED events[0].name: a reserved prefix']);
  });

  const pattern = 'NAME_INVALID events[0].name: a letter, then letters, digits and _';
  test.for([
    ['no name', { name: undefined }, 'VALUE_REQUIRED events[0].name: a name'],
    ['an empty name', { name: '' }, pattern],
    ['a name that begins with a digit', { name: '1st' }, pattern],
    ['a name with a space', { name: 'Coupon Used' }, pattern],
    ['a long name', { name: 'x'.repeat(41) }, 'NAME_INVALID events[0].name: at most 40 characters'],
    ['an unknown field', { event_id: '1' }, 'NAME_INVALID events[0].event_id: no such field'],
    ['parameters in a list', { params: [] }, 'VALUE_INVALID events[0].params: a JSON object'],
    [
      '26 parameters',
      { params: numbered(26, 1) },
      'EXCEEDED_MAX_ENTITIES events[0].params: at most 25',
    ],
  ] as const)('%s', ([, event, finding]) => {
    expect(judge(withEvent(event))).toEqual([finding]);
  });

  test('being none', () => {
    expect(judge({ ...PAYLOAD, events: ['x'] })).toEqual([
      'VALUE_INVALID events[0]: a JSON object',
    ]);
  });
});

describe('a parameter is refused for', () => {
  const scalar = 'a text or a finite number';
  const pattern = 'a letter, then letters, digits and _';

  test.for([
    ['_x', 'NAME_RESERVED events[0].params._x: a reserved prefix'],
    ['firebase_x', 'NAME_RESERVED events[0].params.firebase_x: a reserved prefix'],
    ['ga_x', 'NAME_RESERVED events[0].params.ga_x: a reserved prefix'],
    ['google_x', 'NAME_RESERVED events[0].params.google_x: a reserved prefix'],
    ['gtag.x', 'NAME_RESERVED events[0].params.gtag.x: a reserved prefix'],
    [
      'firebase_conversion',
      'NAME_RESERVED events[0].params.firebase_conversion: a reserved prefix',
    ],
    ['1st', `NAME_INVALID events[0].params.1st: ${pattern}`],
    ['a-b', `NAME_INVALID events[0].params.a-b: ${pattern}`],
    ['x'.repeat(41), `NAME_INVALID events[0].params.${'x'.repeat(41)}: at most 40 characters`],
  ])('its name %s', ([name, finding]) => {
    expect(judge(withParams({ [name!]: 1 }))).toEqual([finding]);
  });

  test.for([
    ['a boolean', { x: true }, `VALUE_INVALID events[0].params.x: ${scalar}`],
    ['null', { x: null }, `VALUE_INVALID events[0].params.x: ${scalar}`],
    ['a list', { x: ['y'] }, `VALUE_INVALID events[0].params.x: ${scalar}`],
    ['an object', { x: {} }, `VALUE_INVALID events[0].params.x: ${scalar}`],
    [
      'a long text',
      { x: 'y'.repeat(101) },
      'VALUE_OUT_OF_BOUNDS events[0].params.x: at most 100 characters',
    ],
    [
      'a long title',
      { page_title: 'y'.repeat(301) },
      'VALUE_OUT_OF_BOUNDS events[0].params.page_title: at most 300 characters',
    ],
    [
      'a long referrer',
      { page_referrer: 'y'.repeat(421) },
      'VALUE_OUT_OF_BOUNDS events[0].params.page_referrer: at most 420 characters',
    ],
    [
      'a long address',
      { page_location: 'y'.repeat(1_001) },
      'VALUE_OUT_OF_BOUNDS events[0].params.page_location: at most 1000 characters',
    ],
    [
      'a session of letters',
      { session_id: 's1' },
      'VALUE_INVALID events[0].params.session_id: a text of digits',
    ],
    [
      'a session that is a number',
      { session_id: 1 },
      'VALUE_INVALID events[0].params.session_id: a text of digits',
    ],
    [
      'an engagement of nothing',
      { engagement_time_msec: 0 },
      'VALUE_INVALID events[0].params.engagement_time_msec: a whole number of at least 1',
    ],
    [
      'an engagement in words',
      { engagement_time_msec: '1' },
      'VALUE_INVALID events[0].params.engagement_time_msec: a whole number of at least 1',
    ],
    [
      'a broken engagement',
      { engagement_time_msec: 1.5 },
      'VALUE_INVALID events[0].params.engagement_time_msec: a whole number of at least 1',
    ],
    ['a value in words', { value: '5' }, 'VALUE_INVALID events[0].params.value: a number'],
  ] as const)('%s', ([, params, finding]) => {
    expect(judge(withParams(params))).toEqual([finding]);
  });

  test('a number that no number can hold', () => {
    const body = JSON.stringify(withParams({ x: 'huge' })).replace('"huge"', '1e999');

    expect(judge(body)).toEqual([`VALUE_INVALID events[0].params.x: ${scalar}`]);
  });
});
