/**
 * Who decides shows who it is, each time: a session that was left open on a desk decides nothing. By a passkey, where
 * this person has one that works at this address, or by the password.
 */
import type { PasskeyView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { type ApiError, call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { TextField } from '../../design/field.tsx'
import { Notice } from '../../design/layout.tsx'
import { canUsePasskeys } from '../../passkey.ts'
import { toApiError, useResource } from '../../resource.ts'
import { login } from '../../session.ts'
import { say } from '../../text.ts'
import { type AskedDecision, provePasskey, type ShownProof } from './decision.ts'

export interface ProofFormProps {
  /** What a passkey would sign for; null where only the password counts. */
  readonly asked: AskedDecision | null
  /** Whether everything else is filled in. */
  readonly isReady: boolean
  /** What the button says: the act itself. */
  readonly action: string
  readonly onProof: (proof: ShownProof) => Promise<void>
  readonly onClose: () => void
}

export function ProofForm({ asked, isReady, action, onProof, onClose }: ProofFormProps) {
  const name = login.value?.account.name ?? ''
  const hasPasskey = useResource(findPasskey, []).data === true && asked !== null
  const [password, setPassword] = useState('')
  const [busyWith, setBusyWith] = useState<ShownProof['kind'] | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const prove = async (kind: ShownProof['kind'], proof: () => Promise<ShownProof>) => {
    if (busyWith !== null || !isReady) return
    setBusyWith(kind)
    setError(null)
    try {
      await onProof(await proof())
    } catch (failure) {
      setError(toApiError(failure))
      setPassword('')
    }
    setBusyWith(null)
  }
  const submit = (event: Event) => {
    event.preventDefault()
    void prove('password', async () => ({ kind: 'password', password }))
  }
  const isPasswordWrong = error?.code === 'ERR_LOGIN_FAILED'
  return (
    <form class="stack" onSubmit={submit}>
      {error && !isPasswordWrong && (
        <Notice tone="bad" title={error.text}>
          {error.next}
        </Notice>
      )}
      {hasPasskey && asked && (
        <>
          <div class="decide-passkey">
            <Button
              kind="primary"
              icon="fingerprint"
              disabled={!isReady}
              isBusy={busyWith === 'passkey'}
              onClick={() => prove('passkey', () => provePasskey(asked))}
            >
              {say(`${action} bằng passkey`, `${action} with a passkey`)}
            </Button>
          </div>
          <p class="decide-or">{say('hoặc', 'or')}</p>
        </>
      )}
      {/* For password managers: which account it is. */}
      <input class="visually-hidden" aria-hidden="true" tabIndex={-1} autoComplete="username" value={name} readOnly />
      <TextField
        label={say('Mật khẩu của bạn', 'Your password')}
        type="password"
        autoComplete="current-password"
        hint={say('Để chắc chắn chính bạn quyết định.', 'So that it is certain to be you.')}
        error={isPasswordWrong ? say('Mật khẩu không đúng', 'That is not your password') : null}
        {...{ value: password, onInput: setPassword }}
        required
      />
      <div class="actions decide-actions">
        <Button onClick={onClose}>{say('Thôi', 'Cancel')}</Button>
        <Button
          kind={hasPasskey ? 'plain' : 'primary'}
          submit
          isBusy={busyWith === 'password'}
          disabled={!isReady || password === ''}
        >
          {action}
        </Button>
      </div>
    </form>
  )
}

/** Whether this person has a passkey that this browser may use here. */
async function findPasskey(signal: AbortSignal): Promise<boolean> {
  if (!canUsePasskeys()) return false
  const passkeys = await call<readonly PasskeyView[]>('GET', '/auth/passkeys', { signal })
  return passkeys.some(({ host }) => host === location.hostname)
}
