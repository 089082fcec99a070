// Package dist holds the distributions of the notation. Every draw is an inversion:
// one uniform number gives one value, rising with it, so that draws stay in step
// when a parameter changes and an antithetic run is a complemented uniform. A
// truncated distribution maps the uniform to [F(lo), F(hi)] and never draws again.
//
// All functions are those of internal/elem, hence the same bits everywhere.
package dist
