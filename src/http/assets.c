/* SPDX-License-Identifier: MIT */
#include "http/assets.h"

#include <string.h>

#include "http/coding.h"
#include "http/http.h"

#include "base/banned.h"

static const struct http_asset *find_asset(const char *path)
{
	for (int i = 0; i < http_assets_count; i++) {
		if (strcmp(http_assets[i].path, path) == 0)
			return &http_assets[i];
	}
	return NULL;
}

/* The entity tag of one coding of an asset: each coding is another representation (RFC 9110 8.8.3.3). */
static const char *tag_of(struct arena *arena, const struct http_asset *asset, const char *coding)
{
	const char *core = asset->etag + strspn(asset->etag, "\"");
	size_t len = strcspn(core, "\"");

	return arena_printf(arena, "\"%.*s%s%s\"", (int)len, core, coding ? "-" : "", coding ? coding : "");
}

/* If-None-Match: a list of tags, or "*"; compared weakly (RFC 9110 13.1.2). */
static bool is_fresh(const struct http_request *request, const char *tag)
{
	const char *field = http_header(request, "If-None-Match");
	size_t tag_len = strlen(tag);

	if (!field)
		return false;
	if (strcmp(field, "*") == 0)
		return true;
	for (const char *at = strchr(field, '"'); at; at = strchr(at + 1, '"')) {
		if (strncmp(at, tag, tag_len) == 0)
			return true;
		at = strchr(at + 1, '"');
		if (!at)
			return false;
	}
	return false;
}

static void answer_with(const struct http_request *request, struct http_response *response,
			const struct http_asset *asset)
{
	const char *accepted = http_header(request, "Accept-Encoding");
	const unsigned char *bytes = asset->plain;
	const char *coding = NULL;
	const char *tag;

	response->body_len = asset->plain_len;
	if (asset->brotli && coding_is_accepted(accepted, "br")) {
		coding = "br";
		bytes = asset->brotli;
		response->body_len = asset->brotli_len;
	} else if (asset->gzip && coding_is_accepted(accepted, "gzip")) {
		coding = "gzip";
		bytes = asset->gzip;
		response->body_len = asset->gzip_len;
	}
	tag = tag_of(request->arena, asset, coding);
	response->body = (const char *)bytes;
	response->content_type = asset->content_type;
	response->status = is_fresh(request, tag) ? 304 : 200;
	http_add_header(response, "ETag", tag);
	http_add_header(response, "Vary", "Accept-Encoding");
	http_add_header(response, "Cache-Control",
			asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
	if (coding && response->status == 200)
		http_add_header(response, "Content-Encoding", coding);
}

static bool is_below_api(const char *path)
{
	return strncmp(path, "/api", 4) == 0 && (path[4] == '/' || path[4] == '\0');
}

/* A page that only the front end knows. A missing file of the front end itself stays missing. */
static bool is_page(const struct http_request *request)
{
	const char *accepted = http_header(request, "Accept");

	return accepted && strstr(accepted, "text/html") && !is_below_api(request->path) &&
	       strcmp(request->path, "/readyz") != 0 && strncmp(request->path, "/assets/", 8) != 0;
}

bool assets_answer(const struct http_request *request, struct http_response *response)
{
	bool reads = request->method == HTTP_GET || request->method == HTTP_HEAD;
	const struct http_asset *asset = find_asset(strcmp(request->path, "/") == 0 ? "/index.html" : request->path);

	if (asset && !reads) {
		response->status = 405;
		http_add_header(response, "Allow", "GET, HEAD");
		response->log_operation = "asset";
		return true;
	}
	if (!asset && reads && is_page(request))
		asset = find_asset("/index.html");
	if (!asset)
		return false;
	response->log_operation = "asset";
	answer_with(request, response, asset);
	return true;
}
