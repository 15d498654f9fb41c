/** R3's names for where a conversation comes from, and what they are here. */

const SOURCE_OF_CHANNEL: ReadonlyMap<string, string> = new Map([
  ['facebook', 'messenger'],
  ['webchat', 'widget'],
  ['directline', 'widget'],
  ['slack', 'slack'],
  ['app', 'app'],
  ['livechat', 'livechat'],
  ['livechat3', 'livechat3'],
]);

/** Every channel without a source of its own. */
const CUSTOM = 'custom';

/** Returns R3's source of a base channel. */
export function sourceOf(channel: string): string {
  return SOURCE_OF_CHANNEL.get(channel) ?? CUSTOM;
}

/** Tells whether the `source` filter, one of R3's names or a channel's id, takes in a channel. */
export function isFromSource(channel: string, source: string): boolean {
  return channel === source || sourceOf(channel) === source;
}
