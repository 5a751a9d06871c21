package onco

//go:generate go run ./gen
