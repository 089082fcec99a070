// Package report makes one HTML page of a result: what to do, why, and what it rests on.
//
// The page is complete in itself: no script, no font, no picture is fetched, so it opens offline and prints to A4. It reads at
// 400 and at 1,400 pixels, in light and in dark. What is drawn is also said: charts stand in tables with their numbers, or
// carry a title and a description for those who do not see them.
//
// It is built from a result as experiment.Read gives it, and from a [Sheet]: layout, assumptions and equations of the compiled
// model. The same result gives the same bytes; times of the wall clock stand in the provenance alone, as the manifest has them.
//
// Drawings are SVG written here, since their colours must follow the style sheet of the page (light, dark, print) and their
// text must not shrink with the screen; ticks are chosen as gonum/plot chooses them.
package report
