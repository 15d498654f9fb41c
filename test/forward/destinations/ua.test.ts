import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import ua from 'universal-analytics';
import { describe, expect, test } from 'vitest';
import { destination } from '../../../src/forward/destinations/destinations.ts';
import type { PropertyValue } from '../../../src/model/call.ts';
import { AT, claimed, eventOf, FORWARDABLE } from '../one-of-each.ts';

const collector = destination(
  {
    name: 'ua',
    active: true,
    trackingId: 'UA-1-1',
    collectorUrl: 'https://collector.example/com.google.analytics/v1',
  },
  { deriveKey: (purpose) => `key of ${purpose}` },
);

const lines = (...events: Parameters<typeof claimed>[0]): string[] =>
  collector.encode(claimed(events), AT + 700).requests.flatMap(({ body }) => body.split('\n'));
const hits = (...events: Parameters<typeof claimed>[0]) =>
  lines(...events).map((line) => Object.fromEntries(new URLSearchParams(line)));
const custom = (name: string, properties: Record<string, PropertyValue> = {}) =>
  hits(eventOf('custom', { name, properties }))[0]!;

const COMMON = /^(v|tid|cid|ds|ul|qt|aip|cd1|cd2|cd9)$/;

test('what a collector is sent: address, headers, body', () => {
  const [request] = collector.encode(
    claimed([eventOf('message_received'), eventOf('nps_rated')]),
    AT + 700,
  ).requests;
  const { events, ...rest } = request!;

  expect(events).toHaveLength(2);
  expect(rest).toMatchInlineSnapshot(`
    {
      "body": "ec=Message&ea=Received&el=text&ev=21&cm1=1&ds=bot&ul=de-at&qt=700&aip=1&cd1=webchat&cd2=pizza&cd9=t1-4&v=1&tid=UA-1-1&cid=ddc8f1ca-df89-478b-b2db-9e3eb6c8d098&t=event
    ec=Rating&ea=NPS&ds=bot&ul=de-at&qt=700&aip=1&cd1=webchat&cd2=pizza&cd9=t1-22&v=1&tid=UA-1-1&cid=ddc8f1ca-df89-478b-b2db-9e3eb6c8d098&t=event&ev=0",
      "headers": {
        "content-type": "text/plain;charset=UTF-8",
      },
      "url": "https://collector.example/com.google.analytics/v1",
    }
  `);
});

test('what each kind of event becomes', () => {
  const own = hits(...FORWARDABLE).map((hit) =>
    Object.entries(hit)
      .filter(([name]) => !COMMON.test(name))
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(' '),
  );

  expect(own).toMatchInlineSnapshot(`
    [
      "ea=First Seen ec=User t=event",
      "ea=Identified ec=User ni=1 t=event",
      "ea=Start ec=Session el=message ni=1 sc=start t=event",
      "ea=End ec=Session el=timeout ev=61 ni=1 sc=end t=event",
      "cm1=1 ea=Received ec=Message el=text ev=21 t=event",
      "ea=OrderPizza ec=Intent ev=93 t=event",
      "ea=Unhandled ec=Intent el=no_match ni=0 t=event",
      "ea=Reclassified ec=Message el=recognized > unrecognized ni=1 t=event",
      "cm2=120 ea=Sent ec=Message el=bot ni=1 t=event",
      "ea=Member Added ec=Conversation ev=2 ni=1 t=event",
      "ea=Member Removed ec=Conversation ev=1 ni=1 t=event",
      "exd=TypeError exf=0 t=exception",
      "ea=orders ec=Topic ni=1 t=event",
      "ea=order placed ec=Result t=event",
      "ea=left phone number ec=Action t=event",
      "ea=true ec=Automation ni=1 t=event",
      "ea=CSAT ec=Rating ev=5 t=event",
      "ea=NPS ec=Rating ev=0 t=event",
      "dp=/webchat/check out dt=check out t=pageview",
      "ea=Completed ec=Dialog el=check out ev=30 t=event",
      "ea=Click ec=Button el=Pricing t=event",
      "ea=Rating ec=Feedback el=positive t=event",
      "ea=Requested ec=Handover el=direct t=event",
      "ea=Accepted ec=Handover ev=12 ni=1 t=event",
      "ea=Failed ec=Handover ni=1 t=event",
      "ea=Completed ec=Handover ev=90 ni=1 t=event",
      "ea=coupon_used ec=Custom ev=5 t=event",
    ]
  `);
});

describe('what the package gets wrong is mended', () => {
  test('a value of 0 is sent, and so is `exf=0`', () => {
    expect(hits(eventOf('nps_rated', { score: 0 }))[0]).toMatchObject({ ev: '0' });
    expect(hits(eventOf('turn_failed'))[0]).toMatchObject({ t: 'exception', exf: '0' });
  });

  test('a hit inherits nothing of the one before', () => {
    const [, second] = hits(eventOf('button_clicked'), eventOf('result_set'));

    expect(second).not.toHaveProperty('el');
    expect(second).not.toHaveProperty('ev');
  });

  test('the client id stays what it is, in the shape of a UUID', () => {
    const [first, second] = [hits(eventOf('topic_set')), hits(eventOf('result_set'))];

    expect(first[0]?.['cid']).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(second[0]?.['cid']).toBe(first[0]?.['cid']);
  });
});

test('the package itself would send the same line, were it let', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [line] = lines(eventOf('csat_rated', { score: 5 }));
  const { v: _v, t: _t, tid, cid, ...params } = Object.fromEntries(new URLSearchParams(line));
  const hostname = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const visitor = ua(tid!, cid!, { strictCidFormat: false, hostname });
  await new Promise((resolve) => visitor.event(params).send(resolve));
  server.close();

  const sorted = (text: string) => text.split('&').sort();
  expect(sorted(bodies[0]!)).toEqual(sorted(line!));
});

describe('a hit is made to fit', () => {
  test.for([
    [5, '5'],
    [0, '0'],
    [2.5, '3'],
    [-1, undefined],
    [2 ** 40, '2147483647'],
    [Infinity, undefined],
    ['5', undefined],
  ])('value %j → ev=%s', ([value, ev]) => {
    expect(custom('x', { value: value as PropertyValue })['ev']).toBe(ev);
  });

  test('texts are clipped to their bytes, between characters', () => {
    expect(custom('漢'.repeat(200))['ea']).toBe('漢'.repeat(166));
    expect(custom('a'.repeat(501))['ea']).toBe('a'.repeat(500));
  });

  test('the queue time is the age of the event, and never negative', () => {
    expect(hits(eventOf('topic_set', undefined, { at: AT }))[0]?.['qt']).toBe('700');
    expect(hits(eventOf('topic_set', undefined, { at: AT + 900 }))[0]?.['qt']).toBe('0');
  });
});

test('requests take at most 20 hits and 16 kB', () => {
  const short = Array.from({ length: 41 }, () => eventOf('topic_set'));
  const long = Array.from({ length: 20 }, () => eventOf('topic_set', { topic: '漢'.repeat(256) }));
  const sizes = (events: typeof short) =>
    collector.encode(claimed(events), AT).requests.map((request) => request.events.length);

  expect(sizes(short)).toEqual([20, 20, 1]);
  expect(sizes(long).length).toBeGreaterThan(1);
  for (const { body } of collector.encode(claimed(long), AT).requests) {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(16_384);
  }
});
