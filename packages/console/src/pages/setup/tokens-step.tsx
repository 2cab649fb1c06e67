import type { OrganizationAnswer, TokensView } from '@congky/shared'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Badge, Card, Loaded, Notice } from '../../design/layout.tsx'
import { tokenWords } from '../../parts/token-words.ts'
import { say } from '../../text.ts'
import { useModuleScan } from '../tokens/module-scan.ts'
import { ScanPanel } from '../tokens/scan-panel.tsx'
import { useTokens } from '../tokens/use-tokens.ts'
import { draft, goTo, unsaved } from './setup-draft.ts'

export function TokensStep() {
  const tokens = useTokens()
  const scanning = useModuleScan()
  const has = (tokens.data?.tokens.length ?? 0) > 0
  return (
    <Card
      title={say('Chữ ký số', 'Tokens')}
      lead={say(
        'Cắm USB token vào máy cổng ký và cài phần mềm đi kèm token ở đó. Cổng ký tìm các token và dùng những token bạn chọn.',
        'Plug the tokens into the gateway host and install their software there. The gateway looks for them, and uses those you choose.',
      )}
    >
      {unsaved.value && <Unsaved />}
      <Loaded of={tokens}>{(view) => <InUse view={view} />}</Loaded>
      {tokens.data && <ScanPanel scanning={scanning} revision={tokens.data.revision} onAdded={tokens.reload} />}
      <div class="actions">
        <Button kind={has ? 'primary' : 'plain'} onClick={() => goTo('try')}>
          {has ? say('Tiếp tục', 'Go on') : say('Bỏ qua', 'Skip')}
        </Button>
        {!has && (
          <span class="dim small-text">
            {say(
              'Bỏ qua thì cổng ký chưa ký được gì; thêm token sau ở trang Chữ ký số.',
              'Without a token nothing can be signed; add one later on the page of certificates.',
            )}
          </span>
        )}
      </div>
    </Card>
  )
}

function InUse({ view }: { readonly view: TokensView }) {
  if (view.tokens.length === 0) return null
  return (
    <ul class="plain-list stack" aria-label={say('Token đang dùng', 'Tokens in use')}>
      {view.tokens.map((token) => {
        const { tone, text } = tokenWords(token)
        return (
          <li class="row spread" key={`${token.module} ${token.serial}`}>
            <span>
              <strong>{token.name}</strong>
              <span class="dim small-text setup-line">
                {token.certificates[0]?.commonName ?? say('chưa có chữ ký số', 'no certificate')}
              </span>
            </span>
            <Badge tone={tone}>{text}</Badge>
          </li>
        )
      })}
    </ul>
  )
}

/** The file was read-only, or was edited at the same time: the account exists, the rest is tried again. */
function Unsaved() {
  const error = unsaved.value
  if (error === null) return null
  const save = async () => {
    const { revision } = await call<OrganizationAnswer>('GET', '/admin/organization')
    await call('PUT', '/admin/organization', { body: draft.value, headers: { 'If-Match': `"${revision}"` } })
    unsaved.value = null
  }
  return (
    <Notice
      tone="warn"
      title={say(
        'Đã tạo tài khoản, nhưng chưa ghi được thông tin doanh nghiệp',
        'The account is made, but the enterprise could not be saved',
      )}
      actions={<Button onClick={save}>{say('Lưu lại', 'Save again')}</Button>}
    >
      {say(error.messageVi ?? error.message, error.message)}
    </Notice>
  )
}
