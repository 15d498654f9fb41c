/** Servers that come without types; what the tests use of them they say themselves. */

declare module 'express';
declare module 'express4';
declare module 'restify';
