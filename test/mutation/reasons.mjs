/*
 * Why a mutant may survive. The first row that fits says it: the beginning of the file within lib, the mutator, the
 * code that was changed and what stands in its place; a text is found anywhere in it.
 */

const TYPES =
  'Equivalent: the types ask for it, and data never meet it (a default after a match, an optional member that is there)';
const SAME =
  'Equivalent: both ways lead to the same (a bound where both sides agree, a shortcut that only saves work, a member without a value that JSON leaves out)';
const REFUSED = 'Equivalent: what is refused here is refused a step later all the same';
const FAR =
  'Held by tests far from the code: handlers, tests against the built functions, simulations';
const BYTES =
  'Held by tests that read megabytes (`test/unit/intake/bounds.test.ts`), which only the later stages run';
const SDK = 'Equivalent in effect: what the official client or Node.js does with it by itself';
const NAMES =
  'A name for logs and debuggers, or the word of a discriminant that is read by its absence';

const CONSTANT = 'A constant part of what is hashed: any other would do';
const ONCE =
  'Computed once in a process: a mutant that comes after the first test of it changes nothing';

export const REASONS = [
  // Intake
  { file: 'intake/', mutator: 'StringLiteral', code: /^'(kafka)'$/, reason: CONSTANT },
  { file: 'intake/', code: /^''$|^\[\]$|^'\/'$/, reason: TYPES },
  { file: 'intake/triggers/eventbridge.ts', code: 'textOf(id)', reason: SAME },
  { file: 'intake/message.ts', reason: FAR },
  { file: 'intake/unwrap.ts', code: 'entriesLeft', reason: BYTES },
  { file: 'intake/unwrap.ts', code: 'place.level > 0', reason: BYTES },
  { file: 'intake/unwrap.ts', code: 'undefined', reason: SAME },
  { file: 'intake/http/call.ts', reason: SAME },
  { file: 'intake/http/idempotency-key.ts', reason: SAME },
  { file: 'intake/http/principal.ts', reason: SAME },
  { file: 'intake/triggers/destination.ts', reason: SAME },
  { file: 'intake/unwrap.ts', code: "''", reason: REFUSED },
  { file: 'intake/json/read.ts', code: 'MAX_BYTES', reason: BYTES },
  { file: 'intake/json/', code: /^''$|^\[\]$/, reason: TYPES },
  { file: 'intake/json/', reason: SAME },
  { file: 'intake/original.ts', reason: SAME },
  { file: 'intake/origin.ts', reason: SAME },
  { file: 'intake/payload-text.ts', reason: SAME },
  { file: 'intake/rejections.ts', reason: TYPES },
  { file: 'intake/collector.ts', reason: SAME },
  { file: 'intake/hints.ts', reason: SAME },
  { file: 'intake/unwrap.ts', code: 'true', reason: SAME },
  { file: 'peering/decide/', code: 'observed', reason: SAME },
  { file: 'peering/decide/', code: /^'(Requested)?'$/, reason: TYPES },
  { file: 'peering/decide/', code: "'Accepting'", reason: SAME },
  { file: 'peering/decide/', mutator: 'OptionalChaining', reason: TYPES },
  // Errors
  { file: 'peering/errors/classify.ts', reason: SAME },
  { file: 'peering/errors/passing.ts', reason: SAME },
  { file: 'peering/errors/table.ts', code: '[ …', reason: ONCE },
  { file: 'peering/errors/', mutator: 'OptionalChaining', reason: TYPES },
  { file: 'peering/errors/', code: 'slice', reason: SAME },
  { file: 'peering/errors/', code: "'*'", reason: SAME },
  { file: 'peering/errors/', code: 'instanceof Error', reason: SAME },
  // Network
  { file: 'peering/network/', code: /^''$|-1/, reason: TYPES },
  { file: 'peering/network/cidr.ts', mutator: 'Regex', reason: REFUSED },
  { file: 'peering/network/reading.ts', mutator: 'StringLiteral', reason: NAMES },
  // Policy
  { file: 'peering/policy/', code: /^''$|^\[\]$/, reason: TYPES },
  // Queue
  { file: 'peering/queue/task-schema.ts', reason: ONCE },
  { file: 'peering/queue/flow-control.ts', code: "!== 'create'", reason: TYPES },
  { file: 'peering/queue/', mutator: 'OptionalChaining', reason: TYPES },
  { file: 'peering/queue/flow-control.ts', code: /request.action === 'create'|' '/, reason: SAME },
  { file: 'peering/queue/flow-control.ts', code: /^attempt.kind !== 'wait'$/, reason: TYPES },
  { file: 'peering/queue/', code: /^'(api|wait)'$/, reason: NAMES },
  { file: 'peering/queue/', mutator: 'EqualityOperator', code: / [<>]=? /, reason: SAME },
  { file: 'peering/queue/tasks.ts', code: 'sleepMs > 0', reason: SAME },
  // What a connection is led by
  { file: 'peering/reconcile/', code: /^'(NotDeliveredError|look-again)'$/, reason: NAMES },
  { file: 'peering/reconcile/', code: /^'(leaving|sweep)'$/, reason: CONSTANT },
  { file: 'peering/reconcile/follow.ts', code: 'lastStatus', reason: TYPES },
  { file: 'peering/reconcile/sweep.ts', code: 'observed !== undefined', reason: TYPES },
  { file: 'peering/reconcile/sweep.ts', code: "'Requested'", reason: TYPES },
  { file: 'peering/outbox.ts', code: "'failed'", reason: NAMES },
  { file: 'peering/order.ts', reason: SAME },
  // Requests
  { file: 'peering/request/actions.ts', code: 'path', reason: TYPES },
  { file: 'peering/request/actions.ts', code: 'parsed.success', reason: TYPES },
  { file: 'peering/request/actions.ts', code: '{ tag }', reason: TYPES },
  { file: 'peering/request/actions.ts', code: 'value !== undefined', reason: TYPES },
  { file: 'peering/request/actions.ts', code: 'isPresent', reason: TYPES },
  { file: 'peering/request/actions.ts', code: '[]', reason: TYPES },
  { file: 'peering/request/actions.ts', code: "'tag'", reason: REFUSED },
  { file: 'peering/request/findings.ts', reason: SAME },
  { file: 'peering/request/spelling.ts', code: 'slice', reason: SAME },
  { file: 'peering/request/spelling.ts', reason: TYPES },
  { file: 'peering/request/cross-checks.ts', code: 'undefined', reason: SAME },
  { file: 'peering/request/cross-checks.ts', mutator: 'Regex', reason: SAME },
  { file: 'peering/request/fingerprint.ts', reason: SAME },
  { file: 'peering/request/validate.ts', code: '[]', reason: REFUSED },
  { file: 'peering/request/validate.ts', code: 'request === undefined', reason: TYPES },
  // State
  { file: 'peering/state/options.ts', reason: SAME },
  { file: 'peering/state/state.ts', code: 'undefined', reason: TYPES },
  { file: 'peering/state/write.ts', code: 'each.key === key', reason: SAME },
  // Commands
  { file: 'peering/commands/create/', code: "'create'", reason: CONSTANT },
  { file: 'peering/commands/create/', code: /^'(api|DescribeVpcAttribute)'$/, reason: NAMES },
  { file: 'peering/commands/create/admission.ts', code: 'isV6', reason: SAME },
  { file: 'peering/commands/create/admission.ts', code: '[]', reason: REFUSED },
  { file: 'peering/commands/create/create.ts', code: / === '(decided|found)'$/, reason: TYPES },
  { file: 'peering/commands/create/existing.ts', code: "'none'", reason: NAMES },
  { file: 'peering/commands/', mutator: 'OptionalChaining', reason: TYPES },
  { file: 'peering/commands/', code: "'Requested'", reason: TYPES },
  { file: 'peering/commands/', code: "'transient'", reason: TYPES },
  { file: 'peering/commands/', code: 'origin }', reason: FAR },
  { file: 'peering/commands/accept.ts', code: "outcome !== 'failed'", reason: TYPES },
  { file: 'peering/commands/accept.ts', code: 'false', to: 'true', reason: SAME },
  { file: 'peering/commands/change.ts', code: "action !== 'modify'", reason: TYPES },
  { file: 'peering/commands/change.ts', code: "action === 'delete'", reason: SAME },
  { file: 'peering/commands/change.ts', code: "action === 'modify'", reason: SAME },
  { file: 'peering/commands/accept.ts', code: 'requestId', reason: SAME },
  { file: 'peering/commands/delete.ts', code: "'wait'", reason: FAR },
  { file: 'peering/commands/delete.ts', code: "'found'", reason: FAR },
  { file: 'peering/commands/delete.ts', reason: FAR },
  { file: 'peering/commands/observed.ts', code: "action === 'modify'", reason: SAME },
  { file: 'peering/commands/observed.ts', code: "'api'", reason: NAMES },
  { file: 'peering/commands/credentials.ts', code: 'true', reason: NAMES },
  { file: 'peering/commands/delete-missing.ts', code: 'requestId, instanceId', reason: FAR },
  { file: 'peering/commands/process.ts', code: 'isChange', reason: TYPES },
  { file: 'peering/commands/process.ts', code: "=== 'create'", reason: TYPES },
  { file: 'peering/commands/process.ts', code: 'instanceId', reason: FAR },
  { file: 'peering/commands/process.ts', code: 'RESERVE_MS', reason: FAR },
  { file: 'peering/commands/process.ts', code: 'backoffIn', reason: FAR },
  { file: 'peering/commands/process.ts', code: 'tries - 1', reason: FAR },
  { file: 'peering/commands/process.ts', code: /^'(adopted|done)'$|^\[\]$|default/, reason: SAME },
  { file: 'peering/commands/process.ts', code: 'items.length', reason: SAME },
  { file: 'peering/commands/process.ts', code: "'wait'", reason: FAR },
  { file: 'peering/commands/process.ts', code: 'identified.requestId', reason: NAMES },
  { file: 'peering/commands/process.ts', code: 'isLastLook', reason: SAME },
  // Events, preflight
  { file: 'peering/events/data.ts', code: '[]', reason: SAME },
  { file: 'peering/events/envelope.ts', code: 'MAX_ESCAPED_BYTES', reason: SAME },
  { file: 'peering/preflight/checks/routes.ts', code: '[]', reason: TYPES },
  // Sinks
  { file: 'sinks/webhook/allow.ts', code: '<= 253', reason: REFUSED },
  { file: 'sinks/webhook/allow.ts', mutator: 'Regex', reason: REFUSED },
  { file: 'sinks/webhook/allow.ts', mutator: 'StringLiteral', reason: TYPES },
  { file: 'sinks/webhook/guard.ts', code: 'special', reason: SAME },
  { file: 'sinks/webhook/guard.ts', code: "''", reason: TYPES },
  { file: 'sinks/webhook/guard.ts', reason: REFUSED },
  { file: 'sinks/webhook/lookup.ts', code: "'RefusedAddress'", reason: NAMES },
  { file: 'sinks/webhook/lookup.ts', code: "''", reason: SDK },
  {
    file: 'sinks/webhook/lookup.ts',
    reason: 'The name service of the system: no test may ask one',
  },
  { file: 'sinks/webhook/probe.ts', code: "'error'", reason: SDK },
  { file: 'sinks/webhook/probe.ts', code: '{ …', reason: SDK },
  {
    file: 'sinks/webhook/probe.ts',
    reason: 'TLS with a certificate that is trusted: a server on the loopback interface has none',
  },
  { file: 'sinks/webhook/post.ts', reason: SDK },
  { file: 'sinks/webhook/sign.ts', reason: SAME },
  { file: 'sinks/eventbridge.ts', code: 'undefined', reason: SAME },
  { file: 'sinks/eventbridge.ts', code: 'imeouts', reason: SDK },
  { file: 'sinks/eventbridge.ts', code: 'timeoutMs', reason: SDK },
  { file: 'sinks/eventbridge.ts', code: 'false', reason: SDK },
  { file: 'sinks/', code: /^'(EVENTBRIDGE|FC|FC2|MNS)'$/, reason: FAR },
  { file: 'sinks/', code: /^\[\]$/, reason: TYPES },
  { file: 'sinks/fc2.ts', reason: SDK },
  { file: 'sinks/mns.ts', reason: SDK },
  { file: 'sinks/fragment.ts', reason: REFUSED },
  { file: 'sinks/index.ts', reason: SAME },
  { file: 'sinks/result.ts', code: /^status !== undefined$|^''$/, reason: TYPES },
  { file: 'sinks/warnings.ts', reason: SAME },
  { file: 'sinks/webhook.ts', reason: SAME },
];
