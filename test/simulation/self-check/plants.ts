/** A fault planted into the product's source: an exact snippet of a file, and what stands there instead. */
export interface Plant {
  readonly name: string;
  readonly file: string;
  readonly snippet: string;
  readonly instead: string;
  readonly scenario?: string;
}

export const PLANTS: readonly Plant[] = [
  {
    name: 'an event is published before its fact',
    file: 'lib/peering/decide/decide.ts',
    snippet: 'const observed = wordOf(input.connection.status);',
    instead:
      "const observed = input.connection.status === 'Creating' ? 'Activated' as const : wordOf(input.connection.status);",
  },
  {
    name: 'the tag is written before the delivery',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: 'for (const announcement of decision.announce)',
    instead:
      'await markState(ctx, seen, decision.state); for (const announcement of decision.announce)',
  },
  {
    name: 'a watch enqueues no successor',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: 'await enqueue(ctx, nextStep(next, ctx.clock.now() + result.waitMs));',
    instead: '',
  },
  {
    name: 'a new ClientToken for each try',
    file: 'lib/peering/request/identify.ts',
    snippet: 'String(parts.dryRun),',
    instead: 'String(Math.random()),',
  },
  {
    name: 'a lane is forgotten: what waits behind a busy VPC is dropped',
    file: 'lib/peering/queue/lanes.ts',
    snippet: 'return [...free, ...blocked, ...this.#givenUp];',
    instead: 'return [...free, ...this.#givenUp];',
  },
  {
    name: 'FailedEntryCount is ignored',
    file: 'lib/sinks/eventbridge.ts',
    snippet: 'if (code !== undefined) return failure({ code, status: 200 });',
    instead: 'if (code !== undefined) return DELIVERED;',
  },
  {
    name: 'a failure of the SMQ client that it does not throw counts as delivered',
    file: 'lib/sinks/mns.ts',
    snippet: 'code === CREATED ? DELIVERED',
    instead: 'code > 0 ? DELIVERED',
  },
  {
    name: 'a page of a proxy counts as an acknowledgement of Function Compute 2.0',
    file: 'lib/sinks/fc2.ts',
    snippet: "headers['x-fc-request-id'] === undefined && data !== ''",
    instead: "headers['x-fc-request-id'] === undefined && data === undefined",
  },
  {
    name: 'an answer of a webhook counts as delivered whatever its status',
    file: 'lib/sinks/webhook.ts',
    snippet: 'status >= 200 && status < 300',
    instead: 'status >= 200 && status < 500',
  },
  {
    name: 'a webhook that asks for patience is not heard',
    file: 'lib/sinks/webhook.ts',
    snippet: 'retryAfterMs: retryAfterMs(retryAfter, now),',
    instead: 'retryAfterMs: undefined,',
  },
  {
    name: 'a client that throws counts as delivered',
    file: 'lib/sinks/index.ts',
    snippet: 'return resultOfError(error);',
    instead: 'return resultOfError(error).ok ? { ok: true } : { ok: true };',
  },
  {
    name: 'what is too large for a sink counts as refused',
    file: 'lib/sinks/result.ts',
    snippet:
      "if (status === 413 || (status === undefined && TOO_LARGE_CODE.test(code))) return 'too-large';",
    instead: '',
  },
  {
    name: 'a known id that is answered with 400 counts as a refusal',
    file: 'lib/aliyun/fc.ts',
    snippet: '(error.status === 409 || error.status === 400) &&',
    instead: 'error.status === 409 &&',
  },
  {
    name: 'any 409 of Function Compute is a known id',
    file: 'lib/aliyun/fc.ts',
    snippet: `error.code !== 'ConcurrentUpdateError' &&
  saysExisting(error);`,
    instead: 'true;',
  },
  {
    name: 'a known id is an error',
    file: 'lib/aliyun/fc.ts',
    snippet: 'if (isExisting(error)) return { existing: true, honoursIds: true };',
    instead: '',
  },
  {
    name: 'a task loses its delay on the way',
    file: 'lib/aliyun/fc.ts',
    snippet:
      "...(delaySeconds > 0 ? { 'x-fc-async-delay': String(Math.floor(delaySeconds)) } : {}),",
    instead: '',
  },
  {
    name: 'a queue whose answer is no acknowledgement took the message',
    file: 'lib/aliyun/smq.ts',
    snippet: 'if (code === expected) return;',
    instead: 'if (code > 0) return;',
  },
  {
    name: 'a refusal of a sink counts as delivered',
    file: 'lib/peering/outbox.ts',
    snippet: 'if (result.ok) {',
    instead: "if (result.ok || result.kind === 'refused') {",
  },
  {
    name: 'another 409 counts as acknowledged',
    file: 'lib/peering/queue/tasks.ts',
    snippet: 'const pause = pauseAfter(ctx, error, tries);',
    instead:
      'if (error instanceof ApiError && error.status === 409) return { existing: true }; const pause = pauseAfter(ctx, error, tries);',
  },
  {
    name: 'the deliver task is dropped',
    file: 'lib/peering/outbox.ts',
    snippet: 'await enqueue(ctx, task);',
    instead: '',
  },
  {
    name: 'an open breaker swallows the event',
    file: 'lib/peering/outbox.ts',
    snippet: "if (outcome.kind === 'skipped') return { ...before, due: now + BREAKER_MS };",
    instead: "if (outcome.kind === 'skipped') return undefined;",
  },
  {
    name: 'a stale row is trusted',
    file: 'lib/peering/commands/create/existing.ts',
    snippet: 'const seen = await observe(ctx, row.instanceId);',
    instead:
      "const seen = 'tags' in row ? { kind: 'found' as const, connection: row, tags: readTags(row, ctx.settings) } : await observe(ctx, row.instanceId);",
  },
  {
    name: 'a refusal does not say whose connection it is about',
    file: 'lib/peering/commands/process.ts',
    snippet: 'if (outcome.connection) return withoutOurTags(outcome.connection, settings.name);',
    instead: '',
  },
  {
    name: 'a request goes on after its Failed',
    file: 'lib/peering/commands/process.ts',
    snippet: 'logDecision(ctx, item, outcome);\n  return attempt;',
    instead:
      "logDecision(ctx, item, outcome);\n  return outcome.outcome === 'failed' && !isSilent ? wait('transient', 'again') : attempt;",
  },
  {
    name: 'routes are removed before the check',
    scenario: 'routes',
    file: 'lib/peering/routes/removal/delete-call.ts',
    snippet: 'const error = await errorOf(() => ctx.peering.delete(inputOf(task, true)));',
    instead:
      'const error = task === undefined ? await errorOf(() => ctx.peering.delete(inputOf(task, true))) : undefined;',
  },
  {
    name: 'the watch of a delete is not enqueued before the call',
    file: 'lib/peering/commands/delete.ts',
    snippet:
      'if (isFirst) await followDelete(ctx, it.connection, { ...it.item.identified, request }, false);',
    instead: '',
  },
  {
    name: 'NotFound is taken for Deleted at once',
    file: 'lib/peering/reconcile/missing.ts',
    snippet: 'const isLongGone = looks >= LOOKS && now - since >= WITHIN_MS;',
    instead: 'const isLongGone = true;',
  },
  {
    name: 'the sweep passes everything by',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: 'await sweepPage(ctx, page.items, budget);',
    instead: '',
  },
  {
    name: 'the id of an event changes from try to try',
    file: 'lib/peering/events/envelope.ts',
    snippet: 'joined(instanceId, status);',
    instead: 'joined(instanceId, status, String(Math.floor(Math.random() * 1e6)));',
  },
  {
    name: 'the sweep writes the tag before it wakes the router',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: 'for (const wake of decision.wake) await wakeUp(ctx, wake, seen);',
    instead:
      'await markState(ctx, seen, decision.state); for (const wake of decision.wake) await wakeUp(ctx, wake, seen);',
  },
  {
    name: 'a task forgets when its request arrived',
    file: 'lib/peering/queue/requests.ts',
    snippet: '    arrival,\n    ...rest,',
    instead: '    arrival: item.due,\n    ...rest,',
  },
  {
    name: 'a status event carries the id of whoever follows',
    file: 'lib/peering/reconcile/apply.ts',
    snippet:
      'return connectionEvent({ ...common, type: announcement.type, requestId: makerOf(seen) });',
    instead:
      'return connectionEvent({ ...common, type: announcement.type, requestId: seen.requestId ?? makerOf(seen) });',
  },
  {
    name: 'the watch of a delete calls Delete',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: 'const decision = decisionOf(ctx, task, seen);',
    instead:
      "if (task.action === 'delete' && seen.connection.status === 'Activated') await ctx.peering.delete({ instanceId: task.instanceId, clientToken: task.chain }).catch(() => {}); const decision = decisionOf(ctx, task, seen);",
  },
  {
    name: 'a redelivered create writes the options again',
    file: 'lib/peering/commands/create/adopt.ts',
    snippet: '  await followMet(ctx, it, met);\n  const { connection } = met;',
    instead:
      "  await followMet(ctx, it, met);\n  const { connection } = met;\n  await ctx.peering.tagResources({ regionId: connection.regionId, resourceIds: [connection.instanceId], tag: [{ key: 'peerflow:options', value: 'routes=none;accept=manual;by=create' }] });",
  },
  {
    name: 'an event is parked minutes after its first failure',
    file: 'lib/peering/outbox.ts',
    snippet: 'ctx.clock.now() - each.since >= BACKOFF.sink.giveUpAfterMs',
    instead: 'ctx.clock.now() - each.since >= BACKOFF.sink.giveUpAfterMs / 300',
  },
  {
    name: 'the filter of a sink is ignored',
    file: 'lib/peering/outbox.ts',
    snippet: 'ctx.sinks.filter((sink) => sink.takes(event.type));',
    instead: 'ctx.sinks;',
  },
  {
    name: 'a caller is told Queued before the queue has it',
    file: 'lib/http/endpoints/write.ts',
    snippet: 'if (lost.length > 0) return answerLost(item, wait);',
    instead: '',
  },
  {
    name: 'a watch never becomes rarer',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: 'const cap = Math.min(Math.max(CAP_MS, ageMs / AGE_SHARE) * stretch, MAX_APART_MS);',
    instead: 'const cap = Math.min(CAP_MS + (ageMs / AGE_SHARE) * 0 * stretch, MAX_APART_MS);',
  },
  {
    name: 'waits do not grow',
    file: 'lib/peering/queue/backoff.ts',
    snippet: 'const wait = Math.min(firstMs * factor ** Math.min(tries, 60), cap);',
    instead: 'const wait = Math.min(firstMs * factor ** Math.min(tries, 0), cap);',
  },
  {
    name: 'a failed task is deleted before it is taken up again',
    file: 'lib/handlers/redrive.ts',
    snippet: '  await redriveTask(ctx, task);\n',
    instead:
      '  await ctx.messages.delete(queue, message.receiptHandle);\n  await redriveTask(ctx, task);\n',
  },
  {
    name: 'an item that is thrown back is acknowledged',
    file: 'lib/handlers/items.ts',
    snippet: 'if (thrown.length > 0) throw new ThrownBackError(thrown);',
    instead: '',
  },
  {
    name: 'a create asks for the sides the other way round',
    file: 'lib/peering/commands/create/call.ts',
    snippet:
      'vpcId: request.vpcId,\n  acceptingRegionId: request.acceptingRegionId,\n  acceptingVpcId: request.acceptingVpcId,',
    instead:
      'vpcId: request.acceptingVpcId,\n  acceptingRegionId: request.acceptingRegionId,\n  acceptingVpcId: request.vpcId,',
  },
  {
    name: 'a create forgets which routes are wanted',
    file: 'lib/peering/commands/create/call.ts',
    snippet: "optionsOf(request, 'create')",
    instead: "{ ...optionsOf(request, 'create'), routes: 'none' }",
  },
  {
    name: 'policy is not asked about changes',
    file: 'lib/peering/commands/change.ts',
    snippet: "if (it.policy.effect !== 'allow') return failed(it, policyDenied(it.policy));",
    instead: '',
  },
  {
    name: 'policy is not asked about creates',
    file: 'lib/peering/commands/create/create.ts',
    snippet: "if (policy.effect !== 'allow') return onDenied(ctx, it, item);",
    instead: '',
  },
  {
    name: 'the accepter is never woken',
    file: 'lib/peering/decide/decide.ts',
    snippet: "const accepts = words.includes('Accepting') && wanted?.accept === 'auto';",
    instead: 'const accepts = false;',
  },
  {
    name: 'the id of routes that are ready changes from time to time',
    file: 'lib/peering/events/build.ts',
    snippet: 'h(plan, args.cause))',
    instead: 'h(plan, args.cause, String(args.observedAt)))',
  },
  {
    name: 'a message that is no request is told to nobody',
    file: 'lib/handlers/items.ts',
    snippet: '  return deliver(ctx, event);',
    instead: '  return event.id !== undefined;',
  },
  {
    name: 'a request overtakes an older one of its VPC',
    scenario: 'requests',
    file: 'lib/peering/queue/backoff.ts',
    snippet: 'claimed.has(each) || isBlocked(each)',
    instead: 'isBlocked(each)',
  },
  {
    name: 'a wait is off by one try',
    file: 'lib/peering/queue/backoff.ts',
    snippet: 'firstMs * factor ** Math.min(tries, 60)',
    instead: 'firstMs * factor ** Math.min(tries + 1, 60)',
  },
  {
    name: 'a failure is known by its request alone, whenever it arrived',
    file: 'lib/peering/events/envelope.ts',
    snippet: 'failed.failure.code, String(failed.arrival))',
    instead: 'failed.failure.code)',
  },
  {
    name: 'a sweep reads the first page alone',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: "if (page.nextToken === undefined || page.nextToken === '') break;",
    instead: 'break;',
  },
  {
    name: 'a sweep looks at the first region alone',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: 'ctx.settings.regions.map((each) =>',
    instead: 'ctx.settings.regions.slice(0, 1).map((each) =>',
  },
  {
    name: 'an id that comes with another body is taken for the first',
    file: 'lib/peering/commands/create/existing.ts',
    snippet: 'return known !== bodyFingerprint(request);',
    instead: 'return known === bodyFingerprint({ ...request, routes: "none", name: "never" });',
  },
  {
    name: 'a create forgets the tags of its request',
    file: 'lib/peering/commands/create/call.ts',
    snippet: '[...request.tag, ...newTags(',
    instead: '[...newTags(',
  },
  {
    name: 'a pair is not connected anew after its connection was deleted',
    file: 'lib/peering/commands/create/create.ts',
    snippet:
      "const isForPair = it.identified.idKind === 'pair' && !it.identified.request.clientToken;",
    instead: 'const isForPair = false;',
  },
  {
    name: 'what others made is tagged as made by Peerflow',
    file: 'lib/peering/commands/create/adopt.ts',
    snippet: "optionsOf(it.identified.request, 'adopt')",
    instead: "optionsOf(it.identified.request, 'create')",
  },
  {
    name: 'a change has a new ClientToken at each try',
    file: 'lib/peering/commands/observed.ts',
    snippet: '        requestId,\n        action,\n        dryRun,',
    instead: '        requestId: requestId + Math.random(),\n        action,\n        dryRun,',
  },
  {
    name: 'If-Match is ignored',
    file: 'lib/peering/commands/observed.ts',
    snippet: "if (ifMatch === undefined || ifMatch === '*' || isModified) return undefined;",
    instead: "if (ifMatch !== 'never' || isModified) return undefined;",
  },
  {
    name: 'a hint has a connection accepted that waits for a person',
    file: 'lib/peering/commands/accept.ts',
    snippet: "connection.status === 'Accepting' && tags.options?.accept === 'auto';",
    instead: "connection.status === 'Accepting' && tags.options?.accept !== undefined;",
  },
  {
    name: 'an accept that is refused for good is told to nobody',
    file: 'lib/peering/commands/accept.ts',
    snippet: 'return announceFailed(ctx, task, waiting, { action, failure });\n  }\n  const isOver',
    instead: 'void failure; return;\n  }\n  const isOver',
  },
  {
    name: 'an accept is called with the credentials of the requester',
    file: 'lib/peering/commands/accept.ts',
    snippet: 'if (account === ctx.settings.accountId || !ctx.accepter) return ctx.peering;',
    instead: 'if (account !== "none") return ctx.peering;',
  },
  {
    name: 'entries are not put back when a delete is refused',
    scenario: 'routes',
    file: 'lib/peering/routes/removal/conclude.ts',
    snippet: 'const findings = await putBack(ctx, task, connection);\n  if (findings',
    instead: 'const findings: Awaited<ReturnType<typeof putBack>> = [];\n  if (findings',
  },
  {
    name: 'nobody looks again after entries were put back',
    scenario: 'routes',
    file: 'lib/peering/routes/removal/conclude.ts',
    snippet: 'if (task.removal.removed.length === 0) return;',
    instead: 'if (task.removal.removed.length >= 0) return;',
  },
  {
    name: 'only the first range of a VPC gets a route',
    scenario: 'routes',
    file: 'lib/peering/routes/plan/plan.ts',
    snippet: '...across.ipv4Cidrs,',
    instead: '...across.ipv4Cidrs.slice(0, 1),',
  },
  {
    name: 'only the first table of a VPC gets routes',
    scenario: 'routes',
    file: 'lib/peering/routes/plan/plan.ts',
    snippet: '.sort((a, b) => inOrder(a.routeTableId, b.routeTableId));',
    instead: '.sort((a, b) => inOrder(a.routeTableId, b.routeTableId)).slice(0, 1);',
  },
  {
    name: 'what policy denies is tried again',
    file: 'lib/peering/commands/change.ts',
    snippet: "if (it.policy.effect !== 'allow') return failed(it, policyDenied(it.policy));",
    instead:
      "if (it.policy.effect !== 'allow') return options.isLastLook ? failed(it, policyDenied(it.policy)) : wait('transient', 'PolicyDenied');",
  },
  {
    name: 'Retry-After of a sink is ignored',
    file: 'lib/peering/outbox.ts',
    snippet: "const wait = backoffIn(ctx, 'sink', before.tries, why.retryAfterMs);",
    instead: "const wait = backoffIn(ctx, 'sink', before.tries);",
  },
  {
    name: 'an event that is too large is tried again',
    file: 'lib/peering/outbox.ts',
    snippet: "...(why.kind === 'too-large' ? { isFinal: true } : {}),",
    instead: '',
  },
  {
    name: 'a watch forgets the trace of its request',
    file: 'lib/peering/commands/create/call.ts',
    snippet: '      origin: { ...origin },\n      announced: seen',
    instead: '      announced: seen',
  },
  {
    name: 'a task forgets through which door its request came',
    file: 'lib/peering/queue/requests.ts',
    snippet: '    origin: { ...origin },\n',
    instead: "    origin: { via: 'direct' },\n",
  },
  {
    name: 'nobody is reminded of a deadline',
    file: 'lib/peering/decide/decide.ts',
    snippet: "if (isExpiring(input) && isAfter('Expiring', announced)) words.push('Expiring');",
    instead: 'void isExpiring;',
  },
  {
    name: 'nobody hears that a connection is late',
    file: 'lib/peering/decide/decide.ts',
    snippet: 'now - followed.since >= stallAfterMs;',
    instead: 'now - followed.since >= stallAfterMs + 1e12;',
  },
  {
    name: 'a sweep does not follow what others delete',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: '    await followLeaving(ctx, row, tags);\n    return;',
    instead: '    return;',
  },
  {
    name: 'nobody looks again at routes that are partial',
    scenario: 'routes',
    file: 'lib/peering/routes/make.ts',
    snippet: "if (made.type === 'Partial') await checkAgain(ctx, task, made);",
    instead: 'void checkAgain;',
  },
  {
    name: 'partial routes are looked at once more, and then no longer',
    scenario: 'routes',
    file: 'lib/peering/routes/make.ts',
    snippet: "if (made.type === 'Partial') await checkAgain(ctx, task, made);",
    instead: "if (made.type === 'Partial' && !isKnown) await checkAgain(ctx, task, made);",
  },
  {
    name: 'the parts of a wait share an id',
    scenario: 'requests',
    file: 'lib/peering/queue/tasks.ts',
    snippet: 'sha256(functionName, task.chain, String(task.step), String(task.part))',
    instead: 'sha256(functionName, task.chain, String(task.step))',
  },
  {
    name: 'the steps of a chain share an id',
    file: 'lib/peering/queue/tasks.ts',
    snippet: 'sha256(functionName, task.chain, String(task.step), String(task.part))',
    instead: 'sha256(functionName, task.chain, String(task.part))',
  },
  {
    name: 'the watches of two connections share a name',
    file: 'lib/peering/reconcile/follow.ts',
    snippet: "namedChain('watch', instanceId, action);",
    instead: "namedChain('watch', action);",
  },
  {
    name: 'the watches of two actions share a name',
    file: 'lib/peering/reconcile/follow.ts',
    snippet: "namedChain('watch', instanceId, action);",
    instead: "namedChain('watch', instanceId);",
  },
  {
    name: 'the watches of two connections that others delete share a name',
    file: 'lib/peering/reconcile/follow.ts',
    snippet:
      "namedChain('leaving', connection.instanceId, String(Math.floor(ctx.clock.now() / HOUR_MS))),",
    instead: "namedChain('leaving', String(Math.floor(ctx.clock.now() / HOUR_MS))),",
  },
  {
    name: 'the routes and the cleanup of a connection share a name',
    scenario: 'routes',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: "namedChain('routes', instanceId, purpose), now),",
    instead: "namedChain('routes', instanceId), now),",
  },
  {
    name: 'the routes of two connections share a name',
    scenario: 'routes',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: "namedChain('routes', instanceId, purpose), now),",
    instead: "namedChain('routes', purpose), now),",
  },
  {
    name: 'the accepts of two connections share a name',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: "...firstOf('accept', namedChain('accept', instanceId), now),",
    instead: "...firstOf('accept', namedChain('accept'), now),",
  },
  {
    name: 'two deliveries of a delete share a name',
    scenario: 'routes',
    file: 'lib/peering/routes/removal/request.ts',
    snippet: "namedChain('removal', instanceId, requestId, String(arrival));",
    instead: "namedChain('removal', instanceId, requestId);",
  },
  {
    name: 'the phases of a delete share a name',
    scenario: 'routes',
    file: 'lib/peering/routes/removal/request.ts',
    snippet: 'namedChain(task.removal.name, changes.phase);',
    instead: 'namedChain(task.removal.name);',
  },
  {
    name: 'the deletes of two connections share a lease',
    scenario: 'routes',
    file: 'lib/peering/routes/removal/lease.ts',
    snippet: "namedChain('lease', task.instanceId, String(period))",
    instead: "namedChain('lease', String(period))",
  },
  {
    name: 'the looks at the tables of two VPCs share a name',
    file: 'lib/peering/routes/request.ts',
    snippet: 'namedChain(purpose, of, String(Math.floor(due / periodMs)))',
    instead: 'namedChain(purpose, String(Math.floor(due / periodMs)))',
  },
  {
    name: 'events that sinks lack share a name by their type',
    file: 'lib/peering/outbox.ts',
    snippet: "firstOf('deliver', randomChain(ctx.random), now);",
    instead: "firstOf('deliver', randomChain(() => event.type.length / 64), now);",
  },
  {
    name: 'what the request function failed at is dropped',
    file: 'lib/handlers/redrive.ts',
    snippet: '  await redriveTask(ctx, task);\n',
    instead:
      "  if (roleIn(ctx.settings, record?.requestContext.functionArn ?? '') !== 'request') await redriveTask(ctx, task);\n",
  },
  {
    name: 'what the request function failed at comes back with another body',
    file: 'lib/handlers/redrive.ts',
    snippet: '  items: [],\n  event,\n',
    instead: '  items: [],\n  event: event && "[]",\n',
  },
  {
    name: 'a rejection that reaches nobody is swallowed',
    file: 'lib/handlers/items.ts',
    snippet: 'const thrown = [...unheard, ...lost.map(({ position }) => position)];',
    instead: 'void unheard; const thrown = lost.map(({ position }) => position);',
  },
  {
    name: 'the watch of what was rejected or expired has no end',
    file: 'lib/peering/decide/decide.ts',
    snippet: "return connection.status === 'Activated' || isOver(connection);",
    instead: "return connection.status === 'Activated' || connection.status === 'Deleted';",
  },
  {
    name: 'the watch of a delete ends where the connection was rejected or expired',
    file: 'lib/peering/decide/decide.ts',
    snippet: "        connection.status === 'Deleted' ||\n",
    instead: '        isOver(connection) ||\n',
  },
  {
    name: 'a watch ends while a person has to accept',
    file: 'lib/peering/decide/decide.ts',
    snippet: "return connection.status === 'Activated' || isOver(connection);",
    instead:
      "return connection.status === 'Activated' || connection.status === 'Accepting' || isOver(connection);",
  },
  {
    name: 'a watch ends where a look is refused',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: '    default:\n      return onTrouble(ctx, task, seen);',
    instead:
      "    default:\n      if (seen.kind === 'refused') return END;\n      return onTrouble(ctx, task, seen);",
  },
  {
    name: 'a request that waits is never given up',
    file: 'lib/peering/queue/lanes.ts',
    snippet: 'if (next.givenUp || isSpent(next.spent, wait.reason)) this.#giveUp(next, wait);',
    instead: 'if (next.givenUp) this.#giveUp(next, wait);',
  },
  {
    name: 'routes that wait are never given up',
    scenario: 'routes',
    file: 'lib/peering/routes/work/turns.ts',
    snippet: "if (isSpent(settled.spent, reason)) return 'given-up';",
    instead: '',
  },
  {
    name: 'a side whose routes wait is never given up',
    scenario: 'routes',
    file: 'lib/peering/routes/work/turns.ts',
    snippet:
      "if (isSpent(waits.spent, step.reason)) return { kind: 'ended', value: await work.giveUp(step) };",
    instead: '',
  },
  {
    name: 'a request that was waited for is given up without a word',
    file: 'lib/peering/commands/process.ts',
    snippet: "if (outcome.outcome === 'failed' && !isSilent && ",
    instead:
      "if (outcome.outcome === 'failed' && !isSilent && item.givenUp?.retryable === undefined && item.givenUp) return attempt;\n  if (outcome.outcome === 'failed' && !isSilent && ",
  },
  {
    name: 'a dry run has the token of the real call',
    file: 'lib/peering/request/identify.ts',
    snippet: 'String(parts.dryRun),',
    instead: "'false',",
  },
  {
    name: 'a dry run that fails is announced',
    file: 'lib/peering/commands/process.ts',
    snippet: 'const isSilent = isAnswering || item.identified.request.dryRun;',
    instead: 'const isSilent = isAnswering;',
  },
  {
    name: 'policy is asked about modify for routes alone',
    file: 'lib/peering/commands/change.ts',
    snippet: "isRoutesOnly(request) ? ('routes' as const) : request.action",
    instead: 'request.action',
  },
  {
    name: 'policy does not hear of force',
    file: 'lib/peering/commands/change.ts',
    snippet: "...(request.action === 'delete' ? { force: request.force } : {}),",
    instead: '',
  },
  {
    name: 'the accepter does not ask as accepter',
    file: 'lib/peering/commands/accept.ts',
    snippet: "{ action: 'accept', via, asker: 'accepter' }",
    instead: "{ action: 'accept', via }",
  },
  {
    name: 'adoption is judged by what the request says',
    file: 'lib/peering/commands/create/ends.ts',
    snippet: 'if (isAsAsked) return policy;',
    instead: 'return policy;',
  },
  {
    name: 'a repair does not ask policy',
    scenario: 'routes',
    file: 'lib/peering/routes/check/check.ts',
    snippet: "askPolicy(ctx, connection, { action: 'routes', via: 'timer' }).effect === 'allow'",
    instead: "connection.instanceId !== ''",
  },
  {
    name: 'drift is named by the connection, not by the day',
    scenario: 'routes',
    file: 'lib/peering/routes/check/check.ts',
    snippet: 'const cause = isHint ? task.cause : dayOf(ctx);',
    instead: 'const cause = isHint ? task.cause : task.instanceId;',
  },
  {
    name: 'narrower entries of others do not matter',
    scenario: 'routes',
    file: 'lib/peering/routes/plan/resolve.ts',
    snippet: 'isWhole: takers.length === 0 && (!hasRest || isBaseOver),',
    instead: 'isWhole: !hasRest || isBaseOver,',
  },
  {
    name: 'an entry that shares its traffic counts as ours alone',
    scenario: 'routes',
    file: 'lib/peering/routes/plan/entry-states.ts',
    snippet: 'const isAlone = only !== undefined && others.length === 0;',
    instead: 'const isAlone = only !== undefined && others.length >= 0;',
  },
  {
    name: 'tables that no vSwitch uses get routes',
    scenario: 'routes',
    file: 'lib/peering/routes/plan/plan.ts',
    snippet: 'isListable(table) && table.vSwitchIds.length > 0',
    instead: 'isListable(table)',
  },
  {
    name: 'ours are told by the beginning of their description',
    scenario: 'routes',
    file: 'lib/peering/routes/plan/ours.ts',
    snippet: 'entry.description === proof(owner, hop, entry.destinationCidrBlock)',
    instead: '(entry.description ?? "").startsWith(owner.name)',
  },
  {
    name: 'a removal that was refused for entries begins anew without end',
    scenario: 'routes',
    file: 'lib/peering/routes/removal/conclude.ts',
    snippet: 'areAllBack && task.removal.restored === undefined',
    instead: 'areAllBack',
  },
  {
    name: 'the values of a modify are not part of its token',
    file: 'lib/peering/request/identify.ts',
    snippet: "parts.action === 'modify' ? JSON.stringify(sorted(parts.values ?? {})) : '',",
    instead: "'',",
  },
  {
    name: 'requests of one message share its id',
    file: 'lib/intake/origin.ts',
    snippet: 'id && { ...id, value:',
    instead: 'id && { ...id, value: id.value, unused:',
  },
  {
    name: 'quotes are part of the Idempotency-Key',
    file: 'lib/intake/http/call.ts',
    snippet: "unquoted((quoted ?? bare ?? '').trim()).trim()",
    instead: "(quoted ?? bare ?? '').trim()",
  },
  {
    name: 'the innermost envelope names the door',
    file: 'lib/intake/origin.ts',
    snippet: '...outer,\n        arrival',
    instead: '...inner,\n        arrival',
  },
];
