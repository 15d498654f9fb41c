/** Turns without a network: botbuilder's own adapter and context, and a channel that answers at once. */

export { adapterWith, message } from '../bench/turns.ts';
