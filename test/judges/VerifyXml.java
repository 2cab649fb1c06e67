import java.io.File;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.xml.XMLConstants;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Verifies every XML signature in the named files with the JDK's own implementation (javax.xml.crypto), each
 * with the first certificate it carries. Prints one line a file: "OK n" with the number of signatures, or
 * "FAIL reason". Options before the files: --insecure lifts the ban on SHA-1 and the like, which JDK 17
 * applies by default.
 */
public class VerifyXml {
  private static final String DS = XMLSignature.XMLNS;

  public static void main(String[] arguments) {
    boolean secure = true;
    for (String argument : arguments) {
      if (argument.equals("--insecure")) {
        secure = false;
        continue;
      }
      System.out.println(verify(new File(argument), secure));
    }
  }

  private static String verify(File file, boolean secure) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      Document document = factory.newDocumentBuilder().parse(file);
      NodeList signatures = document.getElementsByTagNameNS(DS, "Signature");
      if (signatures.getLength() == 0) return "FAIL no signature";
      for (int index = 0; index < signatures.getLength(); index++) {
        String problem = verifyOne(document, (Element) signatures.item(index), secure);
        if (problem != null) return "FAIL signature " + index + ": " + problem;
      }
      return "OK " + signatures.getLength();
    } catch (Exception error) {
      return "FAIL " + String.valueOf(error).replaceAll("\\s+", " ");
    }
  }

  private static String verifyOne(Document document, Element signature, boolean secure) throws Exception {
    String base64 = signature.getElementsByTagNameNS(DS, "X509Certificate").item(0).getTextContent();
    byte[] der = Base64.getMimeDecoder().decode(base64);
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509").generateCertificate(new java.io.ByteArrayInputStream(der));
    DOMValidateContext context = new DOMValidateContext(certificate.getPublicKey(), signature);
    context.setProperty("org.jcp.xml.dsig.secureValidation", secure);
    registerIds(document, context);
    XMLSignature read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
    if (read.validate(context)) return null;
    if (!read.getSignatureValue().validate(context)) return "the signature value is wrong";
    return "a digest differs";
  }

  /** Without a schema nothing is an Id: every attribute of the usual names becomes one. */
  private static void registerIds(Document document, DOMValidateContext context) {
    NodeList elements = document.getElementsByTagName("*");
    for (int index = 0; index < elements.getLength(); index++) {
      Element element = (Element) elements.item(index);
      for (String name : new String[] {"Id", "ID", "id"}) {
        if (element.hasAttributeNS(null, name)) context.setIdAttributeNS(element, null, name);
      }
    }
  }
}
