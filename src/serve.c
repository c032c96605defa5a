/* SPDX-License-Identifier: MIT */
#include "serve.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "access/access.h"
#include "access/limits.h"
#include "access/openid.h"
#include "access/password.h"
#include "attachment/attachment.h"
#include "base/log.h"
#include "base/str.h"
#include "contract/contract.h"
#include "contract/service.h"
#include "db/db.h"
#include "deviation/code_gate.h"
#include "http/http.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "privacy/patient_keys.h"
#include "privacy/privacy.h"
#include "readiness.h"
#include "routing/routing.h"
#include "base/banned.h"

#define REQUEST_ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define ADMIN_THREADS 4
#define METRICS_BYTES_MAX ((size_t)1024 * 1024)

/* Everything that lives as long as the process. */
struct program {
	const struct settings *settings;
	struct db_pool *db;
	struct db_pool *jobs_db; /* so that nobody who asks waits behind work that can wait */
	struct service service;
	struct contract contract;
	struct http_server *server;
	struct http_server *admin;
};

static void handle(void *context, struct http_request *request, struct http_response *response)
{
	struct program *program = context;

	if (strcmp(request->path, "/readyz") == 0)
		readiness_answer(program->settings, program->db, request, response);
	else
		contract_handle(&program->contract, request, response);
}

static void write_pool_metrics(struct db_pool *pool, const char *name, struct str *out)
{
	struct db_pool_figures figures;

	db_pool_read_figures(pool, &figures);
	str_addf(out, "samavvik_%s_connections{state=\"open\"} %d\n", name, figures.open);
	str_addf(out, "samavvik_%s_connections{state=\"leased\"} %d\n", name, figures.leased);
	str_addf(out, "samavvik_%s_waiting %d\n", name, figures.waiting);
	str_addf(out, "samavvik_%s_connects_total %lld\n", name, (long long)figures.connects);
	str_addf(out, "samavvik_%s_failures_total %lld\n", name, (long long)figures.failures);
}

static void write_metrics(struct program *program, struct str *out)
{
	http_server_write_metrics(program->server, out);
	jobs_write_metrics(program->service.jobs, out);
	write_pool_metrics(program->db, "database", out);
	if (program->jobs_db)
		write_pool_metrics(program->jobs_db, "jobs_database", out);
}

/* The listener for operators: no sign-in, so it is not for the public address. */
static void handle_admin(void *context, struct http_request *request, struct http_response *response)
{
	STR_AUTO struct str text = STR_INIT(METRICS_BYTES_MAX);

	response->log_operation = "metrics";
	if (request->method != HTTP_GET || strcmp(request->path, "/metrics") != 0) {
		response->status = 404;
		return;
	}
	write_metrics(context, &text);
	if (str_failed(&text))
		return;
	response->status = 200;
	response->content_type = "text/plain; version=0.0.4; charset=utf-8";
	response->body = arena_strndup(request->arena, text.data, text.len);
	response->body_len = text.len;
}

static enum err open_pool(const struct settings *settings, const char *name, int64_t connections, struct db_pool **ret_pool)
{
	const struct db_pool_settings pool = {
		.connection = settings->database,
		.application_name = name,
		.connections = (int)connections,
		.wait_ms = settings->database_wait_ms,
		.statement_ms = settings->database_statement_ms,
	};

	return db_pool_open(&pool, ret_pool);
}

static enum err start_admin(struct program *program)
{
	const struct settings *settings = program->settings;

	if (!*settings->admin_listen)
		return OK;
	return http_server_start(
		&(struct http_server_settings){
			.listen = settings->admin_listen,
			.threads = ADMIN_THREADS,
			.in_flight = ADMIN_THREADS - 1,
			.queue = ADMIN_THREADS,
			.request_timeout_ms = settings->request_timeout_ms,
			.arena_bytes = REQUEST_ARENA_BYTES,
			.handler = handle_admin,
			.context = program,
		},
		&program->admin);
}

static enum err start_server(struct program *program)
{
	const struct settings *settings = program->settings;

	return http_server_start(
		&(struct http_server_settings){
			.listen = settings->listen,
			.threads = (int)settings->http_threads,
			.in_flight = (int)settings->http_in_flight,
			.queue = (int)settings->http_queue,
			.request_timeout_ms = settings->request_timeout_ms,
			.trusted_proxy = *settings->trusted_proxy ? settings->trusted_proxy : NULL,
			.hsts = strncmp(settings->public_url, "https://", 8) == 0,
			.arena_bytes = REQUEST_ARENA_BYTES,
			.handler = handle,
			.context = program,
			.serve_assets = true,
		},
		&program->server);
}

/* A ring that cannot be used is said at the start, not when somebody needs it. */
static enum err read_patient_keys(struct program *program)
{
	const char *complaint = NULL;
	enum err err = patient_keys_read(program->settings->patient_keys, &complaint, &program->service.patient_keys);

	if (err != OK)
		LOG(LOG_ERROR, "patient_keys", LOG_TEXT("complaint", complaint));
	return err;
}

static enum err start(struct program *program)
{
	if (!access_account_key_usable(program->settings->account_key))
		return ERR_INVALID;
	if (!attachment_settings_usable(program->settings))
		return ERR_INVALID;
	TRY(open_pool(program->settings, "samavvik", program->settings->database_connections, &program->db));
	TRY(mail_start());
	TRY(openid_new(program->settings, stderr, &program->service.openid));
	TRY(sign_in_gate_new(&program->service.sign_in));
	TRY(read_patient_keys(program));
	program->service.rules = rule_cache_new();
	program->service.limits = limits_new();
	program->service.codes = code_gate_new();
	if (!program->service.rules || !program->service.limits || !program->service.codes)
		return ERR_INTERNAL;
	if (program->settings->jobs) {
		TRY(open_pool(program->settings, "samavvik jobs", program->settings->jobs_connections, &program->jobs_db));
		TRY(jobs_start(program->settings, program->jobs_db, &program->service.jobs));
	}
	program->contract = (struct contract){
		.hooks = {.authenticate = access_authenticate, .permit = access_permit, .guard = privacy_guard},
		.settings = program->settings,
		.db = program->db,
		.service = &program->service,
	};
	TRY(start_server(program));
	return start_admin(program);
}

/* In the reverse order of start; each accepts what was never started. */
static void stop(struct program *program)
{
	http_server_stop(program->admin);
	http_server_stop(program->server);
	jobs_stop(program->service.jobs);
	limits_free(program->service.limits);
	code_gate_free(program->service.codes);
	rule_cache_free(program->service.rules);
	patient_keys_free(program->service.patient_keys);
	sign_in_gate_free(program->service.sign_in);
	openid_free(program->service.openid);
	db_pool_close(program->jobs_db);
	db_pool_close(program->db);
	mail_stop();
}

/* SIGTERM and SIGINT are blocked before any thread starts, so that only this waits for them. */
static void block_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, signals, NULL);
}

/*
 * A thread that wakes up waits for the processor until who has it is done, instead of taking it away. A request passes between service and
 * database some ten times; when all processors are busy each such taking costs two switches and wins nobody anything. Under systemd the
 * unit has said so already, and forbids the call.
 */
static void yield_to_running(void)
{
	const struct sched_param priority = {.sched_priority = 0};

	if (sched_getscheduler(0) != SCHED_BATCH && sched_setscheduler(0, SCHED_BATCH, &priority) != 0)
		LOG(LOG_WARNING, "scheduling_kept", LOG_NUMBER("errno", errno));
}

int serve_run(const struct settings *settings)
{
	struct program program = {.settings = settings};
	bool finished = true;
	sigset_t signals;
	int signal_number = 0;

	yield_to_running();
	block_signals(&signals);
	enum err err = start(&program);
	if (err == OK) {
		LOG(LOG_INFO, "serving", LOG_TEXT("listen", settings->listen), LOG_TEXT("url", settings->public_url));
		sigwait(&signals, &signal_number);
		LOG(LOG_INFO, "stopping", LOG_NUMBER("signal", signal_number));
		finished = http_server_drain(program.server, settings->drain_ms);
	} else {
		LOG(LOG_ERROR, "start failed", LOG_TEXT("error", err_name(err)));
	}
	stop(&program);
	LOG(LOG_INFO, "stopped", LOG_NUMBER("all_finished", finished));
	return err == OK && finished ? 0 : 1;
}
