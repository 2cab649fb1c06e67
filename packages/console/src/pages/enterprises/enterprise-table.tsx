import type { CertificateVia, EnterpriseView } from '@congky/shared'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { Checkbox } from '../../design/field.tsx'
import { Badge } from '../../design/layout.tsx'
import { CertificateState } from '../../parts/certificate-state.tsx'
import { certificateName } from '../../parts/certificate-words.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'

export const keyOf = ({ taxCode, source }: Pick<EnterpriseView, 'taxCode' | 'source'>) => `${taxCode} ${source ?? ''}`

export interface EnterpriseTableProps {
  readonly enterprises: readonly EnterpriseView[]
  readonly hasSources: boolean
  readonly chosen: ReadonlyMap<string, EnterpriseView>
  readonly onChoose: (enterprises: readonly EnterpriseView[], isChosen: boolean) => void
  readonly onEdit: (enterprise: EnterpriseView) => void
  readonly onRemove: (enterprise: EnterpriseView) => unknown
}

export function EnterpriseTable(props: EnterpriseTableProps) {
  const { enterprises, hasSources, chosen, onChoose, onEdit, onRemove } = props
  const isEditor = can('configure')
  const isWhole = enterprises.every((each) => chosen.has(keyOf(each)))
  const choice: Column<EnterpriseView> = {
    title: say('Chọn', 'Choose'),
    cell: (each) => (
      <Checkbox
        label={<span class="visually-hidden">{say(`Chọn ${each.name}`, `Choose ${each.name}`)}</span>}
        value={chosen.has(keyOf(each))}
        onChange={(isChosen) => onChoose([each], isChosen)}
      />
    ),
  }
  const scope: Column<EnterpriseView> = {
    title: say('Áp dụng cho', 'Applies to'),
    cell: ({ source }) => source ?? <span class="dim">{say('Mọi CSDL', 'Every database')}</span>,
  }
  const acts: Column<EnterpriseView> = {
    title: say('Thao tác', 'Actions'),
    align: 'end',
    cell: (each) => (
      <span class="row acts">
        <Button
          kind="quiet"
          small
          icon="edit"
          label={`${say('Sửa', 'Edit')} ${each.name}`}
          onClick={() => onEdit(each)}
        />
        <Button
          kind="quiet"
          small
          icon="trash"
          label={`${say('Xóa', 'Remove')} ${each.name}`}
          onClick={() => onRemove(each)}
        />
      </span>
    ),
  }
  const columns: readonly Column<EnterpriseView>[] = [
    ...(isEditor ? [choice] : []),
    {
      title: say('Doanh nghiệp', 'Enterprise'),
      isName: true,
      cell: ({ name, taxCode }) => (
        <>
          {name}
          <span class="tax-code number dim">{taxCode}</span>
        </>
      ),
    },
    { title: say('Ký bằng', 'Signs with'), cell: (each) => <Signer enterprise={each} /> },
    ...(hasSources ? [scope] : []),
    ...(isEditor ? [acts] : []),
  ]
  return (
    <>
      {isEditor && (
        <Checkbox
          label={say('Chọn cả trang này', 'Choose all on this page')}
          value={isWhole}
          onChange={(isChosen) => onChoose(enterprises, isChosen)}
        />
      )}
      <DataTable
        caption={say('Các doanh nghiệp và chữ ký số của họ', 'Enterprises and their certificates')}
        columns={columns}
        rows={enterprises}
        keyOf={keyOf}
      />
    </>
  )
}

function Signer({ enterprise }: { readonly enterprise: EnterpriseView }) {
  const { signer, binding, variesBySource } = enterprise
  if (signer === null) return <Badge tone="bad">{say('Chưa có chữ ký số', 'No certificate')}</Badge>
  const { certificate, via, otherTaxCode } = signer
  return (
    <span class="signer">
      <span>{certificateName(certificate)}</span>
      <span class="row">
        <CertificateState certificate={certificate} />
        <span class="dim small-text">{viaWords(via)}</span>
      </span>
      {variesBySource && <span class="dim small-text">{say('Khác nhau tùy CSDL', 'Differs by database')}</span>}
      {binding === 'missing' && <Badge tone="warn">{say('Có CSDL chưa có chữ ký số', 'None for some database')}</Badge>}
      {otherTaxCode === 'deny' && (
        <Badge tone="bad">
          {say(`Sai MST ${certificate.taxCode}: sẽ bị từ chối`, `Of tax code ${certificate.taxCode}: rejected`)}
        </Badge>
      )}
      {otherTaxCode === 'warn' && (
        <Badge tone="warn">{say(`Của MST ${certificate.taxCode}`, `Of tax code ${certificate.taxCode}`)}</Badge>
      )}
    </span>
  )
}

function viaWords(via: CertificateVia): string {
  switch (via) {
    case 'enterprise':
    case 'enterprise-in-source':
      return say('riêng', 'its own')
    case 'source-default':
      return say('mặc định của CSDL', 'default of the database')
    case 'gateway-default':
      return say('mặc định', 'default')
  }
}
