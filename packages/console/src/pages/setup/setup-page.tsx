import './setup.css'
import '../tokens/tokens.css'
import { useEffect, useRef } from 'preact/hooks'
import { login } from '../../session.ts'
import { LanguageSwitch, ThemeSwitch } from '../../shell/choices-bar.tsx'
import { say } from '../../text.ts'
import { AccountStep } from './account-step.tsx'
import { CodeStep } from './code-step.tsx'
import { OrganizationStep } from './organization-step.tsx'
import { currentStep, STEPS, type Step } from './setup-draft.ts'
import { StartStep } from './start-step.tsx'
import { TokensStep } from './tokens-step.tsx'
import { TryStep } from './try-step.tsx'

const TITLES: Readonly<Record<Step, { readonly vi: string; readonly en: string }>> = {
  code: { vi: 'Mã thiết lập', en: 'Setup code' },
  organization: { vi: 'Doanh nghiệp', en: 'Enterprise' },
  account: { vi: 'Tài khoản', en: 'Account' },
  tokens: { vi: 'Chữ ký số', en: 'Tokens' },
  try: { vi: 'Mở khóa, ký thử', en: 'Unlock and try' },
  start: { vi: 'Bắt đầu', en: 'Start' },
}

const CONTENT: Readonly<Record<Step, () => preact.JSX.Element | null>> = {
  ...{ code: CodeStep, organization: OrganizationStep, account: AccountStep },
  ...{ tokens: TokensStep, try: TryStep, start: StartStep },
}

/** The first run: from a fresh gateway to one that signs. */
export function SetupPage() {
  const step = currentStep(login.value != null)
  const Content = CONTENT[step]
  const top = useRef<HTMLDivElement>(null)
  const isFirst = useRef(true)
  // Whoever goes on with the keyboard or a screen reader begins at the title of the next step.
  useEffect(() => {
    if (isFirst.current) isFirst.current = false
    else top.current?.focus()
  }, [step])
  return (
    <main class="gate setup">
      <h1 class="mark">
        <img src="/icon.svg" alt="" />
        {say('Thiết lập cổng ký', 'Set the gateway up')}
      </h1>
      <Steps current={step} />
      <div class="setup-step" ref={top} tabIndex={-1}>
        <Content />
      </div>
      <div class="row">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </main>
  )
}

function Steps({ current }: { readonly current: Step }) {
  const at = STEPS.indexOf(current)
  return (
    <ol class="steps plain-list" aria-label={say('Các bước', 'Steps')}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          class={index < at ? 'done' : index === at ? 'current' : ''}
          aria-current={index === at ? 'step' : undefined}
        >
          <span class="step-number">{index < at ? '✓' : index + 1}</span>
          <span class="step-name">{say(TITLES[step].vi, TITLES[step].en)}</span>
        </li>
      ))}
    </ol>
  )
}
