/*
 * The yardstick of the signature engine: xmlsec1 as a library. Reads lines "<count> <file>" and answers each with
 * the seconds it took to sign the document so often: parsed, signed (enveloped, inclusive C14N, RSA-SHA256), serialized.
 * Started as: xmlsec-reference <private key, PEM>
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xmlsec/crypto.h>
#include <xmlsec/templates.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

static void fail(const char *what) {
  fprintf(stderr, "xmlsec-reference: %s\n", what);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static char *read_file(const char *path, int *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail("the document cannot be read");
  fseek(file, 0, SEEK_END);
  *length = (int)ftell(file);
  rewind(file);
  char *text = malloc(*length);
  if (text == NULL || fread(text, 1, *length, file) != (size_t)*length) fail("the document cannot be read");
  fclose(file);
  return text;
}

static void sign_once(const char *text, int length, xmlSecKeyPtr key) {
  xmlDocPtr document = xmlReadMemory(text, length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
  if (document == NULL) fail("the document is not well-formed");
  xmlNodePtr signature = xmlSecTmplSignatureCreate(document, xmlSecTransformInclC14NId, xmlSecTransformRsaSha256Id, NULL);
  if (signature == NULL) fail("no template");
  xmlAddChild(xmlDocGetRootElement(document), signature);
  xmlNodePtr reference = xmlSecTmplSignatureAddReference(signature, xmlSecTransformSha256Id, NULL, BAD_CAST "", NULL);
  if (reference == NULL || xmlSecTmplReferenceAddTransform(reference, xmlSecTransformEnvelopedId) == NULL)
    fail("no reference");
  xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
  if (context == NULL) fail("no context");
  context->signKey = key;
  if (xmlSecDSigCtxSign(context, signature) < 0) fail("it does not sign");
  xmlChar *out = NULL;
  int size = 0;
  xmlDocDumpMemory(document, &out, &size);
  if (size <= length) fail("nothing was signed");
  xmlFree(out);
  // The context would end the key along with itself, and a copy of it for each document takes longer than signing.
  context->signKey = NULL;
  xmlSecDSigCtxDestroy(context);
  xmlFreeDoc(document);
}

int main(int argc, char **argv) {
  if (argc != 2) fail("give the key");
  xmlInitParser();
  if (xmlSecInit() < 0 || xmlSecCryptoAppInit(NULL) < 0 || xmlSecCryptoInit() < 0) fail("xmlsec does not start");
  xmlSecKeyPtr key = xmlSecCryptoAppKeyLoad(argv[1], xmlSecKeyDataFormatPem, NULL, NULL, NULL);
  if (key == NULL) fail("the key cannot be read");
  char line[4096];
  while (fgets(line, sizeof line, stdin) != NULL) {
    int count = 0;
    char path[4000];
    if (sscanf(line, "%d %3999[^\n]", &count, path) != 2) fail("no such order");
    int length = 0;
    char *text = read_file(path, &length);
    double started = now();
    for (int index = 0; index < count; index++) sign_once(text, length, key);
    printf("%.9f\n", now() - started);
    fflush(stdout);
    free(text);
  }
  xmlSecKeyDestroy(key);
  return 0;
}
