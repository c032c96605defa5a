/* SPDX-License-Identifier: MIT */
#ifndef HTTP_IDENTITY_H
#define HTTP_IDENTITY_H

struct http_request;

/*
 * Sets request_id and client of a request whose fields have been read: what the proxy says when the peer is the trusted
 * proxy (NULL or empty: there is none) and it is well formed, else a random id and the peer's own address.
 */
void identify(struct http_request *request, const char *peer_address, const char *trusted_proxy);

#endif
