/** The structural types fit both SDKs in strict mode, without an `any`. */

import * as agents from '@microsoft/agents-hosting';
import * as botbuilder from 'botbuilder';
import { expectTypeOf, test } from 'vitest';

import type { Capture } from '../../src/capture/middleware.ts';
import type { AnalyticsMiddleware, TurnContextLike } from '../../src/capture/sdk.ts';
import type { TurnAnalytics } from '../../src/capture/turn-analytics.ts';

declare const capture: Capture;

test('botbuilder: adapter.use takes the middleware, of() takes its context', () => {
  const adapter = new botbuilder.CloudAdapter();
  expectTypeOf(adapter.use(capture.middleware)).toEqualTypeOf<botbuilder.CloudAdapter>();
  expectTypeOf<AnalyticsMiddleware>().toExtend<botbuilder.Middleware>();
  expectTypeOf<botbuilder.TurnContext>().toExtend<TurnContextLike>();
  expectTypeOf(capture.of).toBeCallableWith({} as botbuilder.TurnContext);
});

test('Agents SDK: adapter.use takes the middleware, of() takes its context', () => {
  const adapter = new agents.CloudAdapter();
  expectTypeOf(adapter.use(capture.middleware)).toEqualTypeOf<agents.CloudAdapter>();
  expectTypeOf<AnalyticsMiddleware>().toExtend<agents.Middleware>();
  expectTypeOf<agents.TurnContext>().toExtend<TurnContextLike>();
  expectTypeOf(capture.of).toBeCallableWith({} as agents.TurnContext);
});

test('an AgentApplication hands the middleware on to its adapter', () => {
  const application = {} as agents.AgentApplication<agents.TurnState>;
  expectTypeOf(application.adapter!.use).toBeCallableWith(capture.middleware);
});

test('of() needs no context', () => {
  expectTypeOf(capture.of()).toEqualTypeOf<TurnAnalytics>();
});

test('nothing in the structural types is any', () => {
  expectTypeOf<TurnContextLike['activity']>().toBeUnknown();
  expectTypeOf<ReturnType<TurnContextLike['turnState']['get']>>().toBeUnknown();
  expectTypeOf<Parameters<TurnContextLike['onSendActivities']>[0]>().not.toBeAny();
});
