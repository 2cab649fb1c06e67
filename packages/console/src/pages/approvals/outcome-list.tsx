import type { ApprovalOutcome } from '@congky/shared'
import { Icon } from '../../design/icon.tsx'
import { reasonNext, reasonText } from '../../parts/reason-words.ts'
import { say } from '../../text.ts'
import type { DecisionItem } from './decision.ts'
import { titleOf } from './words.tsx'

/** How each of several came out: some went through, and others did not. */
export function OutcomeList(props: {
  readonly items: readonly DecisionItem[]
  readonly outcomes: readonly ApprovalOutcome[]
}) {
  const { items, outcomes } = props
  return (
    <ul class="plain-list decide-outcomes">
      {outcomes.map(({ id, error }) => {
        const item = items.find((one) => one.id === id)
        return (
          <li key={id} class={error === null ? 'good' : 'bad'}>
            <Icon name={error === null ? 'check' : 'alert'} />
            <div>
              <p>
                <strong>{item ? titleOf(item) : id}</strong>
              </p>
              {error === null ? (
                <p class="dim small-text">{say('Xong', 'Done')}</p>
              ) : (
                <>
                  <p>{reasonText(error)}</p>
                  <p class="dim small-text">{reasonNext(error)}</p>
                </>
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
