/** The small cases: each a handful of people, documents and policies in which one idea can go wrong. */
import { anybody, kinds, nothingNeeded, oneOfAny, person, plainPeople, rule, version } from './case-parts.ts'
import { doubts } from './doubt-case.ts'
import type { SmallCase } from './small-case.ts'

/** Editing, returning, withdrawing and losing the role, while the policy comes and goes. */
export const oneStep: SmallCase = {
  name: 'one approver; edited, returned, withdrawn, tried again; the policy comes and goes',
  accounts: ['an', 'binh'],
  documents: [version('D1'), version('D2')],
  policies: { everything: { rules: [rule({ steps: [anybody] })], means: () => oneOfAny }, nothing: nothingNeeded },
  people: { usual: plainPeople },
  loans: [],
  events: kinds('submit', 'approve', 'return', 'withdraw', 'retry', 'revoke', 'restore', 'policy', 'sign'),
  hours: 0,
  depth: { short: 6, long: 8 },
}

/** A signature in its steps, and everything that can come between two of them. */
export const inBetween: SmallCase = {
  name: 'an attempt in its steps; withdrawn, edited, returned, failed or killed in between',
  accounts: ['an', 'binh'],
  documents: [version('D1'), version('D2')],
  policies: { everything: { rules: [rule({ steps: [anybody] })], means: () => oneOfAny } },
  people: { usual: plainPeople },
  loans: [],
  events: kinds(
    ...(['submit', 'approve', 'return', 'withdraw', 'retry'] as const),
    ...(['take-up', 'intent', 'token', 'store', 'fail', 'crash'] as const),
  ),
  hours: 0,
  depth: { short: 7, long: 9 },
}

/** One named step, and its right lent: for now, for later, to who asked, by who asked, and on. */
export const lentRights: SmallCase = {
  name: 'one named step; its right lent now and for later, to who asked, by who asked, and on',
  accounts: ['an', 'binh', 'chi', 'dung'],
  documents: [version('D1')],
  policies: {
    everything: {
      rules: [rule({ steps: [{ name: 'Giám đốc', approvers: ['an', 'binh'], need: 1 }] })],
      means: () => ({ steps: [{ by: ['an', 'binh'], need: 1 }], hours: 72, atExpiry: 'return' }),
    },
  },
  people: { usual: plainPeople },
  loans: [
    { from: 'binh', to: 'an', inHours: 0, hours: 1 },
    { from: 'binh', to: 'dung', inHours: 0, hours: 1 },
    { from: 'dung', to: 'chi', inHours: 0, hours: 1 },
    { from: 'an', to: 'dung', inHours: 0, hours: 2 },
    { from: 'binh', to: 'chi', inHours: 1, hours: 1 },
  ],
  events: kinds('submit', 'approve', 'return', 'revoke', 'restore', 'lend', 'take-back', 'hour', 'sign'),
  hours: 2,
  depth: { short: 4, long: 5 },
}

/** Two named steps, one right for both, and a right that is lent between them. */
export const twoSteps: SmallCase = {
  name: 'two named steps, one name in both, its right lent in between',
  accounts: ['an', 'binh', 'chi', 'dung'],
  documents: [version('D1')],
  policies: {
    everything: {
      rules: [
        rule({
          steps: [
            { name: 'Trưởng phòng', approvers: ['binh'], need: 1 },
            { name: 'Giám đốc', approvers: ['an', 'binh', 'chi'], need: 1 },
          ],
        }),
      ],
      means: () => ({
        ...{ hours: 72, atExpiry: 'return' },
        steps: [
          { by: ['binh'], need: 1 },
          { by: ['an', 'binh', 'chi'], need: 1 },
        ],
      }),
    },
  },
  people: { usual: plainPeople },
  loans: [
    { from: 'binh', to: 'dung', inHours: 0, hours: 1 },
    { from: 'chi', to: 'binh', inHours: 0, hours: 1 },
    { from: 'chi', to: 'dung', inHours: 0, hours: 1 },
  ],
  events: kinds('submit', 'approve', 'return', 'revoke', 'lend', 'sign'),
  hours: 0,
  depth: { short: 5, long: 7 },
}

/** Two of anyone, where some accounts belong to one person, as it is known now or was known when it was asked for. */
export const onePerson: SmallCase = {
  name: 'two of anyone; accounts of one person, as known then and now',
  accounts: ['an', 'an2', 'binh', 'binh2', 'chi'],
  displayNames: { an: 'Nguyễn Văn An', an2: 'NGUYỄN  VĂN AN' },
  documents: [version('D1')],
  policies: {
    everything: {
      rules: [rule({ steps: [{ name: 'Hai người', approvers: [], need: 2 }] })],
      means: () => ({ steps: [{ by: 'any', need: 2 }], hours: 72, atExpiry: 'return' }),
    },
  },
  people: {
    // The access key of PC-1 is the declarant's and chi's; that of PC-2 is binh's by two accounts.
    shared: {
      config: [
        person({ accounts: ['an2'], workstations: ['PC-1'] }),
        person({ requesters: ['nv-01'], workstations: ['PC-1'] }),
        person({ accounts: ['binh'], workstations: ['PC-2'] }),
        person({ accounts: ['binh2'], workstations: ['pc-2'] }),
      ],
      humans: { an: 'An', an2: 'An', 'NV-01': 'An', binh: 'Bình', binh2: 'Bình', chi: 'Chi' },
    },
    forgotten: {
      config: [],
      humans: { an: 'An', an2: 'An', 'NV-01': 'declarant', binh: 'Bình', binh2: 'another Bình', chi: 'Chi' },
    },
  },
  loans: [
    { from: 'binh2', to: 'chi', inHours: 0, hours: 9 },
    { from: 'an', to: 'chi', inHours: 0, hours: 9 },
  ],
  events: kinds('submit', 'approve', 'people', 'lend', 'sign'),
  hours: 0,
  depth: { short: 6, long: 8 },
}

/** All of the named, in time; what was not decided on in time is held, and may be asked for again. */
export const inTime: SmallCase = {
  name: 'all of the named, within an hour; held at its end and tried again',
  accounts: ['binh', 'chi'],
  documents: [version('D1'), version('D2', { row: '2', requester: 'chi' })],
  policies: {
    everything: {
      rules: [
        rule({
          steps: [{ name: 'Cả hai', approvers: ['binh', 'chi'], need: 'all' }],
          ...{ expiresAfterHours: 1, atExpiry: 'hold' },
        }),
      ],
      means: () => ({ steps: [{ by: ['binh', 'chi'], need: 2 }], hours: 1, atExpiry: 'hold' }),
    },
    nothing: nothingNeeded,
  },
  people: { usual: plainPeople },
  loans: [],
  events: kinds('submit', 'approve', 'return', 'hour', 'sweep', 'retry', 'policy', 'sign'),
  hours: 2,
  depth: { short: 6, long: 8 },
}

/** The gate alone: whatever the pipeline hands it. */
export const careless: SmallCase = {
  name: 'the gate alone, handed any approval for any bytes',
  accounts: ['binh'],
  documents: [
    version('D1'),
    version('D2', { row: '2', bytes: 'D1' }),
    version('D3', { bytes: 'D1', profile: 'khác', row: '3' }),
    version('D4', { row: '4', bytes: 'D1', taxCode: '0301519977' }),
    version('D5'),
  ],
  policies: { everything: { rules: [rule({ steps: [anybody] })], means: () => oneOfAny } },
  people: { usual: plainPeople },
  loans: [],
  events: kinds('submit', 'approve', 'return', 'withdraw', 'careless'),
  hours: 0,
  depth: { short: 4, long: 5 },
}

/** The gate once an intent was stored: what was used is good for its own attempt only. */
export const usedBefore: SmallCase = {
  ...careless,
  name: 'the gate alone, after an intent',
  documents: [version('D1')],
  events: kinds('submit', 'approve', 'return', 'withdraw', 'take-up', 'intent', 'crash', 'careless'),
  depth: { short: 7, long: 9 },
}

export const cases: readonly SmallCase[] = [
  ...[oneStep, inBetween, lentRights, twoSteps, onePerson, inTime],
  ...[careless, usedBefore, doubts],
]
