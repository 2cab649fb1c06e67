import type { TokensView, TokenView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { Badge, Card, Empty, Loaded, Notice } from '../../design/layout.tsx'
import { tokenWords, unlockCommand, waitsForPin } from '../../parts/token-words.ts'
import { say } from '../../text.ts'
import { makeDefault } from '../tokens/certificate-block.tsx'
import { TestSignature } from '../tokens/test-signature.tsx'
import { UnlockDialog } from '../tokens/unlock-dialog.tsx'
import { useTokens } from '../tokens/use-tokens.ts'
import { goTo } from './setup-draft.ts'

export function TryStep() {
  const tokens = useTokens()
  const isAnyReady = tokens.data?.tokens.some(({ state }) => state === 'ready') ?? false
  return (
    <Card
      title={say('Mở khóa và ký thử', 'Unlock and try')}
      lead={say(
        'Mở khóa token bằng mã PIN, ký thử, và chọn chữ ký số mặc định: chữ ký dùng cho mọi doanh nghiệp không có chữ ký riêng.',
        'Unlock tokens with their PINs, try one, and choose the default certificate: it signs for every enterprise without its own.',
      )}
    >
      <Loaded of={tokens}>{(view) => <Tokens view={view} onChanged={tokens.reload} />}</Loaded>
      <div class="actions">
        <Button kind={isAnyReady ? 'primary' : 'plain'} onClick={() => goTo('start')}>
          {isAnyReady ? say('Tiếp tục', 'Go on') : say('Bỏ qua', 'Skip')}
        </Button>
        <Button onClick={() => goTo('tokens')}>{say('Quay lại', 'Back')}</Button>
        {!isAnyReady && (
          <span class="dim small-text">
            {say(
              'Bỏ qua thì chứng từ sẽ chờ cho đến khi có người mở khóa token.',
              'Documents then wait until somebody unlocks a token.',
            )}
          </span>
        )}
      </div>
    </Card>
  )
}

function Tokens({ view, onChanged }: { readonly view: TokensView; readonly onChanged: () => Promise<void> }) {
  if (view.tokens.length === 0) {
    return (
      <Empty icon="token" title={say('Chưa có token nào', 'There is no token yet')}>
        {say('Quay lại bước trước để tìm, hoặc bỏ qua.', 'Go back to look for one, or skip.')}
      </Empty>
    )
  }
  const hasDefault = Object.values(view.uses).some(({ isDefault }) => isDefault)
  return (
    <div class="stack">
      {!view.pinEntry && (
        <Notice tone="info" title={say('Mã PIN được gõ trên máy cổng ký', 'PINs are typed on the gateway host')}>
          {say(
            'Chạy lệnh cạnh mỗi token trên máy đó; trang này tự thấy khi token đã mở.',
            'Run the command beside each token there; this page sees by itself when it is open.',
          )}
        </Notice>
      )}
      {view.tokens.map((token) => (
        <TryToken key={`${token.module} ${token.serial}`} {...{ token, view, onChanged }} />
      ))}
      {!hasDefault && (
        <p class="dim small-text">
          {say(
            'Chưa có chữ ký số mặc định: chứng từ của doanh nghiệp không có chữ ký riêng sẽ bị từ chối.',
            'There is no default certificate: documents of enterprises without their own are rejected.',
          )}
        </p>
      )}
    </div>
  )
}

function TryToken(props: {
  readonly token: TokenView
  readonly view: TokensView
  readonly onChanged: () => Promise<void>
}) {
  const { token, view, onChanged } = props
  const [isOpen, setOpen] = useState(false)
  const { tone, text } = tokenWords(token)
  return (
    <section class="certificate" aria-label={token.name}>
      <div class="row spread">
        <h3>{token.name}</h3>
        <span class="row">
          <Badge tone={tone}>{text}</Badge>
          {waitsForPin(token) && view.pinEntry && (
            <Button small icon="unlock" onClick={() => setOpen(true)}>
              {say('Mở khóa', 'Unlock')}
            </Button>
          )}
        </span>
      </div>
      {waitsForPin(token) && !view.pinEntry && (
        <CopyText text={unlockCommand(token.name)} label={say('lệnh mở khóa', 'the command')} />
      )}
      {token.certificates.map((certificate) => {
        const isDefault = view.uses[certificate.thumbprint]?.isDefault === true
        return (
          <div class="row spread" key={certificate.thumbprint}>
            <span>
              {certificate.commonName || certificate.subject}
              <span class="dim small-text setup-line">
                {certificate.taxCode && say(`MST ${certificate.taxCode}`, `tax code ${certificate.taxCode}`)}
              </span>
            </span>
            <span class="row">
              {token.state === 'ready' && <TestSignature token={token} certificate={certificate} />}
              {isDefault ? (
                <Badge tone="info">{say('Mặc định', 'Default')}</Badge>
              ) : (
                <Button small onClick={() => makeDefault({ token, certificate, revision: view.revision, onChanged })}>
                  {say('Đặt làm mặc định', 'Make it the default')}
                </Button>
              )}
            </span>
          </div>
        )
      })}
      {isOpen && <UnlockDialog token={token} onTried={onChanged} onClose={() => setOpen(false)} />}
    </section>
  )
}
