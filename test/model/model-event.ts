/** Everything that can happen in the model, and how it is told to people. */

export type ModelEvent =
  | { readonly kind: 'submit'; readonly document: string }
  | { readonly kind: 'approve'; readonly account: string; readonly job: string; readonly shown: string }
  | { readonly kind: 'return'; readonly account: string; readonly job: string }
  | { readonly kind: 'withdraw'; readonly job: string }
  | { readonly kind: 'hour' } //  an hour passes
  | { readonly kind: 'sweep' } // the gateway ends what nobody decided on in time
  | { readonly kind: 'revoke' | 'restore'; readonly account: string } // the role that may approve
  | { readonly kind: 'lend' | 'take-back'; readonly loan: number } //    a delegation
  | { readonly kind: 'policy' | 'people'; readonly to: string } //       congky.yaml is edited
  | { readonly kind: 'retry'; readonly job: string }
  | { readonly kind: 'sign'; readonly job: string } //     one attempt without anything in between
  | { readonly kind: 'take-up'; readonly job: string } //  an attempt in its steps
  | { readonly kind: 'intent' | 'token' | 'store' | 'fail' | 'crash' }
  /** A pipeline gone wrong hands the gate an approval of its own choice. */
  | { readonly kind: 'careless'; readonly job: string; readonly approval: string | null; readonly document: string }

export interface ToldEvent {
  readonly event: ModelEvent
  readonly isRefused: boolean
}

const words: { readonly [K in ModelEvent['kind']]: (event: Extract<ModelEvent, { kind: K }>) => string } = {
  submit: ({ document }) => `document ${document} is submitted`,
  approve: ({ account, job, shown }) => `${account} approves request ${job}${shown === job ? '' : `, shown ${shown}`}`,
  return: ({ account, job }) => `${account} returns request ${job}`,
  withdraw: ({ job }) => `request ${job} is withdrawn`,
  hour: () => 'an hour passes',
  sweep: () => 'what nobody decided on in time is ended',
  revoke: ({ account }) => `${account} loses the role of an approver`,
  restore: ({ account }) => `${account} gets the role of an approver again`,
  lend: ({ loan }) => `delegation ${loan + 1} is made`,
  'take-back': ({ loan }) => `delegation ${loan + 1} is taken back`,
  policy: ({ to }) => `the policy becomes “${to}”`,
  people: ({ to }) => `who is who becomes “${to}”`,
  retry: ({ job }) => `request ${job} is tried again`,
  sign: ({ job }) => `request ${job} is signed: intent, C_Sign, stored`,
  'take-up': ({ job }) => `request ${job} is taken up for signing`,
  intent: () => 'the intent is stored',
  token: () => 'C_Sign',
  store: () => 'the signature is stored',
  fail: () => 'the attempt fails, and its request is held',
  crash: () => 'kill -9, and a new start',
  careless: ({ job, approval, document }) =>
    `the pipeline signs ${document} for request ${job} with approval ${approval ?? 'none'}`,
}

export function tellEvent({ event, isRefused }: ToldEvent): string {
  // Each function takes the event of the kind it stands under.
  const tell = words[event.kind] as (event: ModelEvent) => string
  return `${tell(event)}${isRefused ? ' (refused)' : ''}`
}
