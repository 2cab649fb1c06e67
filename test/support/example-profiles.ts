/**
 * Profiles for documents as they are signed in the field, written as the configuration would have them: what
 * is signed, where the signature goes and which shapes the receivers want.
 */
import type { XmlProfileOptions } from '@congky/shared'

const usual = {
  kind: 'xmldsig',
  newId: null,
  idAttribute: 'Id',
  placedIn: null,
  createParent: false,
  replacesElement: false,
  digest: 'sha256',
  canonicalization: 'c14n',
  envelopedTransform: true,
  keyInfo: ['subject-name', 'certificate'],
  signingTime: 'none',
  signingTimeReferenced: false,
  existing: 'reject',
  taxCodePath: null,
  xades: 'none',
} as const satisfies Partial<XmlProfileOptions>

export const exampleProfiles = {
  /** Electronic invoices of Decree 123 and Circular 78: the seller's signature. */
  'invoice-seller': {
    ...usual,
    signs: { path: '/HDon/DLHDon' },
    placedIn: '/HDon/DSCKS/NBan',
    createParent: true,
    keyInfo: ['key-value', 'subject-name', 'certificate'],
    signingTime: 'ds',
    signingTimeReferenced: true,
    taxCodePath: '/HDon/DLHDon/NDHDon/NBan/MST',
  },
  /** The buyer's signature beside the seller's. */
  'invoice-buyer': {
    ...usual,
    signs: { path: '/HDon/DLHDon' },
    placedIn: '/HDon/DSCKS/NMua',
    createParent: true,
    signingTime: 'no-namespace',
    signingTimeReferenced: true,
  },
  /** Tax filing by iHTKK and T-VAN. */
  'tax-filing': {
    ...usual,
    signs: { path: '/HSoThueDTu/HSoKhaiThue' },
    newId: '_NODE_TO_SIGN',
    idAttribute: 'id',
    placedIn: '/HSoThueDTu/CKyDTu',
    createParent: true,
    digest: 'auto',
    canonicalization: 'c14n-comments',
    keyInfo: ['key-value', 'subject-name', 'certificate'],
    existing: 'add',
    taxCodePath: '/HSoThueDTu/HSoKhaiThue/TTinChung/NNT/mst',
  },
  /** Invoices of the former Circular 32. */
  'invoice-2011': {
    ...usual,
    signs: { id: 'data' },
    idAttribute: 'id',
    digest: 'auto',
    signingTime: 'example-org',
    signingTimeReferenced: true,
  },
  /** Social insurance. */
  'social-insurance': {
    ...usual,
    signs: { whole: true },
    placedIn: '/BHXH/CKYDTU_IVAN',
    createParent: true,
    digest: 'auto',
    keyInfo: ['key-value', 'certificate'],
    signingTime: 'ds',
  },
} as const satisfies Record<string, XmlProfileOptions>

export type ExampleProfile = keyof typeof exampleProfiles

/** A document of each kind, shortened; the text is made up. */
export const exampleDocuments: Readonly<Record<ExampleProfile, string>> = {
  'invoice-seller': invoice(),
  'invoice-buyer': invoice(),
  'tax-filing': `<?xml version="1.0" encoding="UTF-8"?>
<HSoThueDTu xmlns="http://kekhaithue.gdt.gov.vn/TKhaiThue" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <HSoKhaiThue>
    <TTinChung><NNT><mst>0101300842</mst><tenNNT>CÔNG TY CỔ PHẦN DỊCH VỤ &amp; THƯƠNG MẠI</tenNNT></NNT></TTinChung>
    <CTieuTKhaiChinh><!-- chỉ tiêu chính --><ct21>0</ct21><ct22 xsi:nil="true"/></CTieuTKhaiChinh>
  </HSoKhaiThue>
</HSoThueDTu>
`,
  'invoice-2011': `<inv:invoice xmlns:inv="http://laphoadon.gdt.gov.vn/2014/09/invoicexml/v1">
  <inv:invoiceData id="data"><inv:sellerTaxCode>0101300842</inv:sellerTaxCode><inv:sellerLegalName>Công ty Ánh Dương</inv:sellerLegalName></inv:invoiceData>
  <inv:controlData/>
</inv:invoice>`,
  'social-insurance': `<?xml version="1.0" encoding="utf-8"?>
<BHXH><MaDonVi>TA0001A</MaDonVi><ToKhai>Nguyễn Thị Ánh, đóng từ tháng 11/2026</ToKhai></BHXH>
`,
}

function invoice(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<HDon><DLHDon Id="data-HD1">
  <TTChung><PBan>2.0.1</PBan><KHHDon>C26TAA</KHHDon><SHDon>128</SHDon><NLap>2026-11-22</NLap></TTChung>
  <NDHDon><NBan><Ten>CÔNG TY TNHH ĐẠI LÝ HẢI QUAN</Ten><MST>0101300842</MST></NBan>
    <NMua><Ten>Công ty "Hoa Mai"</Ten><MST>0301519977-029</MST></NMua>
    <DSHHDVu><HHDVu><THHDVu>Dịch vụ khai báo hải quan</THHDVu><ThTien>1200000</ThTien></HHDVu></DSHHDVu></NDHDon>
</DLHDon><MCCQT/><DSCKS/></HDon>`
}
