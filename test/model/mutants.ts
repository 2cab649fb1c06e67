/**
 * Broken variants of the rules of approvals, one for each rule: the model has to find a path for every one of them, in
 * the case that is made for it. A model that finds none of a broken rule would say nothing of the whole ones either.
 */
import { careless, inBetween, inTime, lentRights, onePerson, oneStep, twoSteps, usedBefore } from './cases.ts'
import { doubts } from './doubt-case.ts'
import type { RuleFile } from './mutant-rules.ts'
import type { SmallCase } from './small-case.ts'

export interface Mutant {
  /** The rule that is missing. */
  readonly rule: string
  readonly file: RuleFile
  readonly text: string
  readonly instead: string
  /** Where it shows. */
  readonly in: SmallCase
  /** Events of the shortest history that shows it. */
  readonly depth: number
}

type Change = readonly [rule: string, text: string, instead: string, shownIn: SmallCase, depth: number]

const inFile = (file: RuleFile, changes: readonly Change[]): readonly Mutant[] =>
  changes.map(([rule, text, instead, shownIn, depth]) => ({ rule, file, text, instead, in: shownIn, depth }))

const decide = inFile('decide.ts', [
  ['what waits no more is not approved', "requireState(approval, ['open'])", '', oneStep, 4],
  ['nothing is approved after its time', "if (world.now >= approval.expiresAt) throw closed('expired')", '', inTime, 5],
  ['an approval is of the bytes that were shown', 'requireShown(approval, documentSha256)\n', '\n', oneStep, 3],
  ['an approval needs every step', 'if (!isDone) return', 'if (isDone) return', twoSteps, 3],
  ['an hour is an hour', 'plan.expiresAfterHours * 3_600_000', 'plan.expiresAfterHours * 3_600_000_000', inTime, 5],
  ['what is being signed is not returned', "requireState(approval, ['open', 'approved'])", '', inBetween, 5],
  ['nothing is ended before its time', "approval.state === 'open' && now >= approval.expiresAt", 'true', inTime, 2],
  [
    'what was approved ends with its job',
    "approval.state === 'approved' || approval.state === 'used'\n    ? end",
    "approval.state === 'used'\n    ? end",
    careless,
    4,
  ],
  [
    'what was used ends with its job',
    "approval.state === 'approved' || approval.state === 'used'\n    ? end",
    "approval.state === 'approved'\n    ? end",
    usedBefore,
    6,
  ],
  [
    'the gate asks for an approval that is good',
    "(approval.state === 'approved' || approval.state === 'used') &&",
    '',
    careless,
    4,
  ],
  ['the gate asks for the approval of this request', 'approval.jobId === jobId &&', '', careless, 4],
  [
    'the gate asks for the same bytes, enterprise and profile',
    'sameSubject(approval.subject, subject) &&',
    '',
    careless,
    3,
  ],
  [
    'a used approval serves the next attempt',
    "return next(approval, { state: 'used' })",
    "return approval.state === 'used' ? approval : next(approval, { state: 'used' })",
    inBetween,
    7,
  ],
  [
    'who approves has the role',
    "requireApprover(account, world)\n  if (isRequester(approval, account, world)) throw new CongkyError('ERR_APPROVER_IS_REQUESTER')\n  if (isSpent",
    "if (isRequester(approval, account, world)) throw new CongkyError('ERR_APPROVER_IS_REQUESTER')\n  if (isSpent",
    lentRights,
    5,
  ],
  [
    'who asked does not approve',
    "if (isRequester(approval, account, world)) throw new CongkyError('ERR_APPROVER_IS_REQUESTER')\n  if (isSpent",
    'if (isSpent',
    lentRights,
    4,
  ],
  [
    'nobody approves twice',
    "if (isSpent(approval, account, world)) throw new CongkyError('ERR_APPROVED_BEFORE')",
    '',
    twoSteps,
    5,
  ],
  [
    'a step is for those it names',
    'isNamed(approval, step, name) && mayGive(approval, name, world) &&',
    'mayGive(approval, name, world) &&',
    lentRights,
    3,
  ],
  [
    'a right that was used is not lent',
    'mayGive(approval, name, world) && !isSpent(approval, name, world)',
    'mayGive(approval, name, world)',
    twoSteps,
    5,
  ],
  ['who lends has the role', 'return world.mayApprove(name) && !isRequester', 'return !isRequester', lentRights, 5],
  [
    'who asked lends nothing',
    'world.mayApprove(name) && !isRequester(approval, name, world)',
    'world.mayApprove(name)',
    lentRights,
    4,
  ],
  [
    'a right is lent to one account',
    '({ to, startsAt, endsAt, revokedAt }) => to === account &&',
    '({ startsAt, endsAt, revokedAt }) =>',
    lentRights,
    4,
  ],
  ['a right is lent from its beginning on', 'startsAt <= now && now < endsAt', 'now < endsAt', lentRights, 4],
  ['a right is lent until its end', 'startsAt <= now && now < endsAt', 'startsAt <= now', lentRights, 5],
  ['a right that was taken back is gone', 'now < endsAt && !revokedAt', 'now < endsAt', lentRights, 5],
  [
    'who lent the right that was used has none left',
    'onBehalfOf === null ? [account] : [account, onBehalfOf]',
    '[account]',
    twoSteps,
    5,
  ],
  [
    'who approved on behalf of another has none left',
    'onBehalfOf === null ? [account] : [account, onBehalfOf]',
    '[onBehalfOf ?? account]',
    twoSteps,
    6,
  ],
  [
    'who returns has the role',
    "requireApprover(account, world)\n  if (isRequester(approval, account, world)) throw new CongkyError('ERR_APPROVER_IS_REQUESTER')\n  const owner",
    "if (isRequester(approval, account, world)) throw new CongkyError('ERR_APPROVER_IS_REQUESTER')\n  const owner",
    lentRights,
    4,
  ],
  [
    'who asked returns nothing',
    "if (isRequester(approval, account, world)) throw new CongkyError('ERR_APPROVER_IS_REQUESTER')\n  const owner",
    'const owner',
    lentRights,
    3,
  ],
  [
    'who returns could approve',
    'approval.plan.steps.some((_, step) => isNamed(approval, step, name)) && mayGive',
    'mayGive',
    lentRights,
    2,
  ],
])

const approval = inFile('approval.ts', [
  ['a step needs as many people as it says', 'filled.size >= step.need', 'filled.size >= 1', onePerson, 3],
  ['all are all of them', 'step.approvers.every(', 'step.approvers.some(', inTime, 3],
  [
    'an approval counts at its own step',
    "decision.kind === 'approve' && decision.step === index",
    "decision.kind === 'approve'",
    twoSteps,
    3,
  ],
  ['an approval is of its bytes', 'one.documentSha256 === other.documentSha256 && ', '', careless, 3],
  ['an approval is for its enterprise', '&& one.taxCode === other.taxCode ', '', careless, 3],
  ['an approval is for its kind of signature', ' && one.profile === other.profile', '', careless, 3],
])

const persons = inFile('persons.ts', [
  ['letter case makes no other person', '.toLowerCase()', '', onePerson, 4],
  ['a second blank makes no other person', "replace(/\\s+/g, ' ')", 'replace(/\\s+/g, (blank) => blank)', onePerson, 4],
  [
    'one displayed name is one person',
    '...accounts.map(({ name, displayName }) => [name, displayName]),',
    '',
    onePerson,
    4,
  ],
  [
    'whoever shares a name with two is one person with both',
    '[...names, ...others.flatMap((other) => [...other])]',
    'names',
    onePerson,
    4,
  ],
  ['names in databases are names', '...person.accounts, ...person.requesters,', '...person.accounts,', lentRights, 3],
  [
    'a shared access key makes one person',
    '...person.requesters, ...person.workstations]',
    '...person.requesters]',
    onePerson,
    4,
  ],
])

const policy = inFile('policy.ts', [
  ['who asked is known by every name of then', 'persons.namesOf([facts.requester])', '[facts.requester]', onePerson, 5],
  [
    'who asked is known at all',
    'facts.requester === null ? [] : persons.namesOf([facts.requester])',
    '[]',
    lentRights,
    3,
  ],
  ['the first rule that fits decides', 'rules.find(', 'rules.findLast(', doubts, 2],
  ['a rule exempts only what is certain', "!rule.exempt || !answers.includes('unknown')", 'true', doubts, 3],
  ['an exempting rule asks for nothing', 'rule === null || rule.exempt', 'rule === null', doubts, 2],
  [
    'a kind that cannot be told is a doubt',
    'found.length === 0 || found.some(({ isVague }) => isVague === true)',
    'found.some(({ isVague }) => isVague === true)',
    doubts,
    2,
  ],
  [
    'an absent value is a doubt',
    "found.values.length === 0) return 'unknown'",
    "found.values.length === 0) return 'no'",
    doubts,
    2,
  ],
  ['a rule exempts only what was read to its end', 'found.isComplete && found.isCovered', 'found.isCovered', doubts, 2],
  ['values outside the signature exempt nothing', ' && found.isCovered !== false', '', doubts, 2],
  ['a kind outside the signature exempts nothing', ' && (isCovered || !mustBeCovered)', '', doubts, 2],
  [
    'a rule exempts only if all values fit',
    "answers.every((answer) => answer === 'yes')",
    "answers.some((answer) => answer === 'yes')",
    doubts,
    2,
  ],
  [
    'one value that fits is enough to ask',
    "if (answers.includes('yes')) return 'yes'",
    "if (answers.every((answer) => answer === 'yes')) return 'yes'",
    doubts,
    2,
  ],
  [
    'what was not read to its end is a doubt',
    "answers.includes('unknown') || !found.isComplete",
    "answers.includes('unknown')",
    doubts,
    2,
  ],
  ['a number that is none is a doubt', "test(text)) return 'unknown'", "test(text)) return 'no'", doubts, 2],
  ['above is above', 'Number(text) > above', 'Number(text) >= above', doubts, 2],
  [
    'a value is one of those listed',
    "if (is.length > 0 && !is.map(plainText).includes(text)) return 'no'",
    '',
    doubts,
    2,
  ],
  [
    'a requester spelt otherwise is the same',
    'requester === null ? null : plainName(requester)',
    'requester',
    doubts,
    2,
  ],
  [
    'nobody knows who asks: refused',
    "if (facts.requester === null && rule.anonymousRequester === 'refuse')",
    'if (false)',
    doubts,
    1,
  ],
  ['answers to customs are nobody’s', 'if (facts.isAnswer) return null', '', doubts, 1],
  ['kinds of signature are looked at', 'ofKind(when.kinds, kinds, exempt)', "'yes'", doubts, 2],
])

export const mutants: readonly Mutant[] = [...decide, ...approval, ...persons, ...policy]
