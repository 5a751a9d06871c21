package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics tells. Labels are routes as the code has them,
// methods, statuses and services: nothing that a client writes.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
	notes    *prometheus.CounterVec
	reloads  *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lethe_requests_total", Help: "Requests by route, method and status."}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "lethe_request_seconds", Help: "Seconds until a request was answered, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 120}}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "lethe_requests_in_flight", Help: "Requests being answered."}),
		notes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lethe_stream_notes_total", Help: "Notes of POST /v1/redact by outcome."}, []string{"outcome"}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lethe_key_reloads_total", Help: "Times the key file was read again, by outcome."}, []string{"outcome"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight, m.notes, m.reloads,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// queue adds the depth of a service's queue.
func (m *metrics) queue(service string, waiting func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "lethe_jobs_waiting", Help: "Accepted jobs that wait to be run, by service.",
		ConstLabels: prometheus.Labels{"service": service}}, func() float64 { return float64(waiting()) }))
}

// methods are those told apart; a client may send any word.
var methods = map[string]bool{"GET": true, "HEAD": true, "POST": true, "PUT": true, "DELETE": true, "OPTIONS": true, "PATCH": true}

func (m *metrics) answered(route, method, status string, took time.Duration) {
	if !methods[method] {
		method = "other"
	}
	m.requests.WithLabelValues(route, method, status).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// handler serves the metrics, to those who know the token if there is one.
func (m *metrics) handler(token string) http.Handler {
	h := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	if token == "" {
		return h
	}
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if got := sha256.Sum256([]byte(given)); subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			refuse(w, http.StatusUnauthorized, "The metrics' token is required.")
			return
		}
		h.ServeHTTP(w, r)
	})
}
