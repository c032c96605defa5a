/* SPDX-License-Identifier: MIT */
#ifndef HTTP_CIVET_H
#define HTTP_CIVET_H

/*
 * civetweb, and what of it may not be used: forms and multipart (they loop for ever on a NUL or a cut escape,
 * CVE-2025-9648), its lenient readers of query and cookies, everything that touches files, and its own error pages.
 */

#include <civetweb.h>

#pragma GCC poison mg_handle_form_request mg_get_var mg_get_var2 mg_get_cookie mg_url_decode mg_split_form_urlencoded
#pragma GCC poison mg_send_file mg_send_mime_file mg_send_mime_file2 mg_send_file_body mg_send_http_error
#pragma GCC poison mg_send_http_ok mg_send_http_redirect mg_printf mg_send_chunk mg_set_websocket_handler
#pragma GCC poison mg_modify_passwords_file mg_send_digest_access_authentication_request mg_check_digest_access_authentication

#endif
