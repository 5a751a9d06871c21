package labels

import "strings"

// The rule of 45 CFR 164.514(b)(2)(i)(B): the first three digits of a ZIP code
// may stay when, by the current publicly available data of the Bureau of the
// Census, all ZIP codes with those digits together hold more than 20,000
// people; else they become 000.
//
// The data is the 2020 Decennial Census, population by ZIP Code Tabulation Area
// summed by prefix: 18 prefixes hold 20,000 people or fewer, 106 have no
// tabulation area at all (not in use, military mail, government and post-office
// boxes), and 876 may stay.
const (
	sparseZIP3 = "036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893"
	emptyZIP3  = "000 001 002 003 004 005 008 055 090 091 092 093 094 095 096 097 098 099 " +
		"192 213 269 311 332 340 343 345 348 353 375 399 419 428 429 459 509 517 " +
		"518 519 529 533 536 552 555 568 569 578 579 589 621 632 642 643 649 659 " +
		"663 682 694 695 696 697 698 699 702 709 715 732 733 742 771 817 818 819 " +
		"839 842 848 849 854 858 861 862 866 867 868 869 872 876 885 886 887 888 " +
		"889 892 896 899 901 909 929 938 942 962 963 964 965 966 969 987"
)

// SafeZIP3 returns the three digits that may stand for a ZIP code under Safe
// Harbor: the first three of zip (a ZIP, ZIP+4 or ZIP3), or "000" when fewer
// than 20,001 people live there, when nobody is counted there, or when zip does
// not start with three digits.
func SafeZIP3(zip string) string {
	if len(zip) < 3 {
		return "000"
	}
	zip3 := zip[:3]
	for i := range 3 {
		if zip3[i] < '0' || zip3[i] > '9' {
			return "000"
		}
	}
	// Every entry is three digits with a space around it, so a hit is an entry.
	if strings.Contains(sparseZIP3, zip3) || strings.Contains(emptyZIP3, zip3) {
		return "000"
	}
	return strings.Clone(zip3)
}
