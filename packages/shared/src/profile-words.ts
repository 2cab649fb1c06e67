import type { Bilingual } from './error-catalogue.ts'

/** What people are told about a profile that comes with the gateway. */
export interface ProfileWords {
  readonly title: Bilingual
  readonly about: Bilingual
  /** What the profile is known from; where nothing public says it, that is said. */
  readonly source: string
}

export const profileWords: Readonly<Record<string, ProfileWords>> = {
  'xmldsig-enveloped': {
    title: { vi: 'XML bất kỳ, ký toàn bộ', en: 'Any XML, signed as a whole' },
    about: {
      vi: 'Ký cả chứng từ; chữ ký đứng cuối phần tử gốc. Sửa bất cứ chỗ nào sau khi ký đều bị phát hiện.',
      en: 'Signs the whole document; the signature is the last thing in its root. Any later change is noticed.',
    },
    source: 'W3C XML Signature 1.1, 6.6.4',
  },
  'customs-1543': {
    title: { vi: 'Hải quan – kho, QĐ 1543', en: 'Customs and warehouses, Decision 1543' },
    about: {
      vi: 'Thông điệp giữa hải quan và doanh nghiệp kho, cảng hàng không: ký thẻ Body/Content, chữ ký tại Envelope/Body/Signature. Phần Header không được ký, đúng như quyết định.',
      en: 'Messages between customs and warehouse keepers: signs the tag Body/Content, the signature stands at Envelope/Body/Signature. The header is not signed, as the decision says.',
    },
    source: 'Decision 1543/QĐ-TCHQ of 2017, appendix: “X509, ký luôn cả thẻ body/content”; it shows no example',
  },
  'customs-kdt': {
    title: { vi: 'Hải quan – cảng, chứng từ điện tử (KDT)', en: 'Customs, ports and electronic documents (KDT)' },
    about: {
      vi: 'Thông điệp có Body/Content là base64; chữ ký là cặp data và fileCert, không theo chuẩn XML Signature. Chưa có văn bản nào nói rõ ký trên byte nào: mặc định là chính chuỗi base64. Nếu nơi nhận báo sai chữ ký, hãy tạo mẫu mới từ mẫu này và đổi mục đó.',
      en: 'Messages whose Body/Content is base64; the signature is the pair of data and fileCert, no XML Signature. No public text says which bytes are signed: by default the base64 text. Should a receiver refuse it, make a profile from this one and change that.',
    },
    source:
      'public sources; raw PKCS#1 under the digest of the certificate in one client. The signed octets are unknown; the base64 text is our choice',
  },
  'vnaccs-smime': {
    title: { vi: 'Tờ khai VNACCS (S/MIME, SHA-1)', en: 'VNACCS declarations (S/MIME, SHA-1)' },
    about: {
      vi: 'Bản tin EDI của VNACCS trong thư multipart/signed: phần đầu là bản tin, phần sau là chữ ký CMS tách rời. Kết quả là một tệp .eml.',
      en: 'EDI text of VNACCS in a multipart/signed message: the text, then a detached CMS signature. The result is an .eml file.',
    },
    source: 'RFC 8551, 3.5.3; micalg="sha1" and the rest as seen in a public source. No official text describes them',
  },
  'vnaccs-smime-sha256': {
    title: { vi: 'Tờ khai VNACCS (S/MIME, SHA-256)', en: 'VNACCS declarations (S/MIME, SHA-256)' },
    about: {
      vi: 'Như mẫu vnaccs-smime nhưng băm bằng SHA-256, khi nơi nhận đã chấp nhận.',
      en: 'As vnaccs-smime, with SHA-256, where the receiving side takes it.',
    },
    source: 'RFC 8551, 3.5.3; whether a receiver takes it is unknown',
  },
  'cms-detached': {
    title: { vi: 'Tệp bất kỳ, chữ ký tách rời (.p7s)', en: 'Any file, detached signature (.p7s)' },
    about: {
      vi: 'Ký tệp thuộc mọi loại (PDF, EDI, ảnh…) mà không sửa tệp: kết quả là một tệp chữ ký .p7s riêng, luôn đi kèm tệp gốc.',
      en: 'Signs a file of any kind (PDF, EDI, pictures…) without touching it: the result is a signature file of its own, .p7s, that goes with the original.',
    },
    source: 'RFC 5652 (CMS SignedData), ETSI EN 319 122-1 (CAdES); RFC 8551, 3.2.1 for the name',
  },
  'edifact-secured': {
    title: { vi: 'EDIFACT, C/O điện tử: chữ ký bên trong', en: 'EDIFACT, electronic C/O: signed inside' },
    about: {
      vi: 'Trao đổi UN/EDIFACT, như C/O điện tử: thêm nhóm đoạn bảo mật USH … UST theo ISO 9735-5. Chữ ký bảo vệ cả trao đổi từ UNA/UNB đến UNZ; sửa bất cứ byte nào sau khi ký đều bị phát hiện.',
      en: 'An interchange of UN/EDIFACT, such as an electronic C/O: adds the security groups USH … UST of ISO 9735-5. The signature covers the interchange from UNA/UNB to UNZ, and any later change of a byte is noticed.',
    },
    source:
      'ISO 9735-5:2002 as known from the public directories of its segments and codes; draft regulation QCVN:2008/BCT names it, without an example',
  },
  'edifact-autack': {
    title: { vi: 'EDIFACT, C/O điện tử: thông điệp AUTACK đi kèm', en: 'EDIFACT, electronic C/O: an AUTACK beside it' },
    about: {
      vi: 'Không sửa trao đổi UN/EDIFACT: kết quả là một trao đổi riêng chứa thông điệp AUTACK (ISO 9735-6) mang mã băm của trao đổi gốc và chữ ký số, luôn đi kèm trao đổi gốc.',
      en: 'Leaves the interchange as it is: the result is an interchange of its own with a message AUTACK (ISO 9735-6), which holds the digest of the original and the signature, and goes with the original.',
    },
    source:
      'ISO 9735-6:2002 as known from the public directories of its segments and codes, and the examples of EANCOM 2002; draft regulation QCVN:2008/BCT names it',
  },
  'einvoice-tt78': {
    title: { vi: 'Hóa đơn điện tử (NĐ 123, TT 78)', en: 'E-invoices (Decree 123, Circular 78)' },
    about: {
      vi: 'Hóa đơn, tờ khai, bảng tổng hợp và thông báo gửi cơ quan thuế: chữ ký của người bán trong DSCKS/NBan, của người nộp thuế trong DSCKS/NNT, kèm thời điểm ký.',
      en: 'Invoices, registrations, summaries and notices for the tax authority: the seller signs inside DSCKS/NBan, the taxpayer inside DSCKS/NNT, with the time of signing.',
    },
    source: 'Decision 1450/QĐ-TCT; both references as checked on a real invoice; SHA-1 and SHA-256 are both in use',
  },
  'tax-ihtkk': {
    title: { vi: 'Hồ sơ khai thuế (iHTKK, T-VAN)', en: 'Tax filings (iHTKK, T-VAN)' },
    about: {
      vi: 'Hồ sơ thuế điện tử: chữ ký đặt trong CKyDTu, nhiều người có thể ký lần lượt.',
      en: 'Electronic tax filings: the signature goes into CKyDTu; several people may sign one after the other.',
    },
    source: 'as seen in public sources; no official text describes the signature',
  },
  'social-insurance': {
    title: { vi: 'Hồ sơ bảo hiểm xã hội', en: 'Social insurance files' },
    about: {
      vi: 'Ký cả hồ sơ, chữ ký đặt trong BHXH/CKYDTU_IVAN. Có ghi thời điểm ký nhưng thời điểm đó không được ký.',
      en: 'Signs the whole file, the signature goes into BHXH/CKYDTU_IVAN. It names a time, which is not signed.',
    },
    source: 'as seen in public sources; no official text describes the signature',
  },
  'invoice-tt32': {
    title: { vi: 'Hóa đơn cũ (TT 32)', en: 'Former invoices (Circular 32)' },
    about: {
      vi: 'Hóa đơn điện tử trước Nghị định 123: ký inv:invoiceData, chữ ký ở cuối phần tử gốc.',
      en: 'E-invoices before Decree 123: signs inv:invoiceData, the signature is at the end of the root.',
    },
    source: 'the format of 2014; the reference as checked on a real sample',
  },
  'xades-bes': {
    title: { vi: 'XML theo XAdES (B-B)', en: 'XML with XAdES (B-B)' },
    about: {
      vi: 'Ký cả chứng từ XML, kèm thời điểm ký và chữ ký số đã dùng trong phần được ký.',
      en: 'Signs a whole XML document, together with the time and the certificate that was used.',
    },
    source: 'ETSI EN 319 132-1',
  },
  'xades-t': {
    title: { vi: 'XML theo XAdES có dấu thời gian (B-T)', en: 'XML with XAdES and a timestamp (B-T)' },
    about: {
      vi: 'Như XAdES B-B, thêm dấu thời gian của một máy chủ thời gian: chứng minh chữ ký đã có trước thời điểm đó.',
      en: 'As XAdES B-B, with the timestamp of an authority: proof that the signature was there before that moment.',
    },
    source: 'ETSI EN 319 132-1, RFC 3161; needs `timestamps` in the configuration',
  },
}
