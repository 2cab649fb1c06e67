/** Windows over the page, as the browser's own `<dialog>`: it keeps the focus inside and closes with Escape. */
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { say } from '../text.ts'
import { Button } from './button.tsx'

export interface DialogProps {
  readonly title: string
  readonly children: ComponentChildren
  /** Buttons at the bottom; a form puts its own inside. */
  readonly actions?: ComponentChildren
  readonly wide?: boolean
  /** On a phone it comes up from below, where the thumb is. */
  readonly sheet?: boolean
  readonly onClose: () => void
}

export function Dialog({ title, children, actions, wide, sheet, onClose }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const before = document.activeElement
    element.current?.showModal()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class={`dialog${wide ? ' wide' : ''}${sheet ? ' sheet' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button kind="quiet" icon="close" label={say('Đóng', 'Close')} onClick={onClose} />
      </header>
      <div class="dialog-body">{children}</div>
      {actions && <footer class="dialog-foot">{actions}</footer>}
    </dialog>
  )
}

export interface Question {
  readonly title: string
  /** What will happen, in words. */
  readonly body: ComponentChildren
  /** What the button says: the act itself, not “OK”. */
  readonly action: string
  readonly danger?: boolean
}

const asked = signal<(Question & { readonly answer: (yes: boolean) => void }) | null>(null)

/** Asks before something that hurts. @returns Whether the person wants it. */
export function confirmAction(question: Question): Promise<boolean> {
  asked.value?.answer(false)
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (yes) => {
        asked.value = null
        resolve(yes)
      },
    }
  })
}

/** Where the questions of `confirmAction` appear; stands once in the page. */
export function Questions() {
  const question = asked.value
  if (question === null) return null
  const { title, body, action, danger, answer } = question
  return (
    <Dialog
      title={title}
      onClose={() => answer(false)}
      actions={
        <>
          <Button onClick={() => answer(false)} autoFocus={danger === true}>
            {say('Không', 'Cancel')}
          </Button>
          <Button kind={danger ? 'danger' : 'primary'} onClick={() => answer(true)} autoFocus={danger !== true}>
            {action}
          </Button>
        </>
      }
    >
      {typeof body === 'string' ? <p>{body}</p> : body}
    </Dialog>
  )
}
