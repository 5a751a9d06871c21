package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact/review"
)

// svg writes a drawing. Colours come from classes of the style sheet, so that
// the dark mode reaches the charts.
type svg struct {
	b             strings.Builder
	width, height float64
}

func newSVG(width, height float64, title string) *svg {
	s := &svg{width: width, height: height}
	fmt.Fprintf(&s.b, `<svg class="chart" viewBox="0 0 %g %g" role="img" aria-label="%s">`, width, height, html.EscapeString(title))
	return s
}

func (s *svg) rect(class string, x, y, w, h float64, tip string) {
	fmt.Fprintf(&s.b, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="2">`, class, x, y, max(w, 0), max(h, 0))
	if tip != "" {
		fmt.Fprintf(&s.b, `<title>%s</title>`, html.EscapeString(tip))
	}
	s.b.WriteString(`</rect>`)
}

func (s *svg) text(class, anchor string, x, y float64, words string) {
	fmt.Fprintf(&s.b, `<text class="%s" text-anchor="%s" x="%.1f" y="%.1f">%s</text>`, class, anchor, x, y, html.EscapeString(words))
}

func (s *svg) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&s.b, `<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`, class, x1, y1, x2, y2)
}

func (s *svg) circle(class string, x, y, r float64, tip string) {
	fmt.Fprintf(&s.b, `<circle class="%s" cx="%.1f" cy="%.1f" r="%.1f"><title>%s</title></circle>`, class, x, y, r, html.EscapeString(tip))
}

func (s *svg) end() template.HTML {
	s.b.WriteString(`</svg>`)
	return template.HTML(s.b.String())
}

// count writes a number with thin spaces between thousands.
func count(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// percent writes a share with as many digits as it needs to be told from 0 and
// from 1.
func percent(p float64) string {
	digits := 1
	for d := min(p, 1-p); digits < 4 && d > 0 && d*100 < math.Pow(10, -float64(digits)+1); digits++ {
	}
	return fmt.Sprintf("%.*f%%", digits, 100*p)
}

// confidence writes a level of confidence, 0.95 as 95%.
func confidence(c float64) string { return strconv.FormatFloat(c*100, 'g', 6, 64) + "%" }

// chartWidth is the width of all charts in their own units; 13 units of text
// stay legible on a telephone.
const chartWidth = 440

// typesChart draws spans by type, bars with their numbers.
func typesChart(rows []typeRow) template.HTML {
	const row, left, right = 22, 150, 62
	s := newSVG(chartWidth, float64(row*len(rows)+4), "Identifiers by type")
	most := 1
	for _, r := range rows {
		most = max(most, r.Spans)
	}
	for i, r := range rows {
		y := float64(i * row)
		w := float64(r.Spans) / float64(most) * (chartWidth - left - right)
		s.text("label", "end", left-8, y+15.5, r.Type.String())
		tip := fmt.Sprintf("%s: %s, of them %s below the threshold", r.Type, count(r.Spans), count(r.Low))
		s.rect("bar c-"+r.Category.String(), left, y+4, max(w, 1.5), row-7, tip)
		if r.Low > 0 {
			s.rect("bar-low", left, y+4, max(w*float64(r.Low)/float64(r.Spans), 1.5), row-7, tip)
		}
		s.text("value", "start", left+max(w, 1.5)+6, y+15.5, count(r.Spans))
	}
	return s.end()
}

// scoresChart draws the histogram of scores on a square-root scale, so that the
// few low scores show beside the many high ones.
func scoresChart(bins [histogramBins]int, threshold float64) template.HTML {
	const height, left, bottom, top = 218, 42, 42, 16
	s := newSVG(chartWidth, height, "Scores of the identifiers found")
	most := 1
	for _, n := range bins {
		most = max(most, n)
	}
	scale := func(n int) float64 { return math.Sqrt(float64(n)/float64(most)) * (height - bottom - top) }
	w := float64(chartWidth-left-14) / histogramBins
	for _, tick := range []int{most, most / 4, most / 25} {
		if tick > 0 {
			y := height - bottom - scale(tick)
			s.line("grid", left, y, chartWidth-6, y)
			s.text("tick", "end", left-6, y+4, count(tick))
		}
	}
	for i, n := range bins {
		class := "bar-plain"
		if float64(i)/histogramBins < threshold-1e-9 {
			class = "bar-doubt"
		}
		from := float64(i) / histogramBins
		s.rect(class, left+float64(i)*w+1, height-bottom-scale(n), w-2, scale(n),
			fmt.Sprintf("%.2f to %.2f: %s", from, from+1.0/histogramBins, count(n)))
	}
	s.line("axis", left, height-bottom, chartWidth-6, height-bottom)
	for _, v := range []float64{0, .2, .4, .6, .8, 1} {
		s.text("tick", "middle", left+v*(chartWidth-left-14), height-bottom+16, fmt.Sprintf("%.1f", v))
	}
	x := left + threshold*(chartWidth-left-14)
	s.line("mark-line", x, top-10, x, height-bottom)
	s.text("tick strong", "end", x-5, top, fmt.Sprintf("threshold %.2f", threshold))
	s.text("tick", "middle", (chartWidth+left)/2, height-6, "score (bar heights on a square-root scale)")
	return s.end()
}

// calibrationChart draws how often marks of a score were right: on the diagonal
// when scores are probabilities.
func calibrationChart(bins []review.Bin) template.HTML {
	const height, left, bottom, top = 262, 42, 42, 10
	s := newSVG(chartWidth, height, "Calibration: score against share accepted by reviewers")
	x := func(v float64) float64 { return left + v*(chartWidth-left-22) }
	y := func(v float64) float64 { return height - bottom - v*(height-bottom-top) }
	for _, v := range []float64{0, .25, .5, .75, 1} {
		s.line("grid", x(0), y(v), x(1), y(v))
		s.text("tick", "end", left-6, y(v)+4, fmt.Sprintf("%.2f", v))
		s.text("tick", "middle", x(v), height-bottom+16, fmt.Sprintf("%.2f", v))
	}
	s.line("diagonal", x(0), y(0), x(1), y(1))
	most := 1
	for _, b := range bins {
		most = max(most, b.Spans)
	}
	for _, b := range bins {
		if b.Spans == 0 {
			continue
		}
		right := float64(b.Right) / float64(b.Spans)
		r := 3 + 7*math.Sqrt(float64(b.Spans)/float64(most))
		s.circle("dot", x((b.From+b.To)/2), y(right), r,
			fmt.Sprintf("score %.2f to %.2f: %s of %s accepted", b.From, b.To, count(b.Right), count(b.Spans)))
	}
	s.text("tick", "middle", (chartWidth+left)/2, height-6, "score, against the share that reviewers accepted")
	return s.end()
}

// doubtChart draws the doubt of all notes, sorted: how much of it sits in how
// few notes. Columns stand for equal numbers of notes.
func doubtChart(sorted []float64) template.HTML {
	const height, left, bottom, top = 218, 42, 42, 10
	s := newSVG(chartWidth, height, "Doubt by note, sorted")
	most := .01
	if len(sorted) > 0 {
		most = max(most, sorted[0])
	}
	for _, f := range []float64{1, .5} {
		y := height - bottom - f*(height-bottom-top)
		s.line("grid", left, y, chartWidth-6, y)
		s.text("tick", "end", left-6, y+4, fmt.Sprintf("%.3g", most*f))
	}
	columns := min(len(sorted), 110)
	w := float64(chartWidth-left-6) / float64(max(columns, 1))
	gap := min(2, w/4)
	for i := range columns {
		from, to := i*len(sorted)/columns, (i+1)*len(sorted)/columns
		sum := 0.0
		for _, d := range sorted[from:to] {
			sum += d
		}
		mean := sum / float64(to-from)
		h := mean / most * (height - bottom - top)
		where := fmt.Sprintf("note %d", from+1)
		if to-from > 1 {
			where = fmt.Sprintf("notes %d to %d, mean", from+1, to)
		}
		s.rect("bar-doubt", left+float64(i)*w+gap/2, height-bottom-h, w-gap, h, fmt.Sprintf("%s: %.3g", where, mean))
	}
	s.line("axis", left, height-bottom, chartWidth-6, height-bottom)
	s.text("tick", "start", left, height-bottom+16, "1")
	s.text("tick", "end", chartWidth-6, height-bottom+16, count(len(sorted)))
	s.text("tick", "middle", (chartWidth+left)/2, height-6, "notes by rank, against expected wrong decisions")
	return s.end()
}

// legendRow is a category with its hue's class.
type legendRow struct {
	Name  string
	Spans int
}

func legend(rows []typeRow) []legendRow {
	var sums [labels.NumCategories + 1]int
	for _, r := range rows {
		sums[r.Category] += r.Spans
	}
	var out []legendRow
	for _, c := range labels.Categories() {
		if sums[c] > 0 {
			out = append(out, legendRow{c.String(), sums[c]})
		}
	}
	return out
}
