module github.com/lethe-health/lethe

go 1.26
