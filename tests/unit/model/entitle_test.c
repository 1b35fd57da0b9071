/*
 * What the register says of a household is said as facts; what it does not say stays open.
 */
#include "../base/fixture.h"

#include "model/register/entitle.h"

struct home {
    const char *kind;      /* of its stay; NULL: none */
    const char *attribute; /* of it */
    const char *cause;
    bool over; /* lifted out */
    const char *health[2], *schooling[2], *labour[2], *work;
    const char *yes, *no, *open;
};

static const struct home homes[] = {
    {"unstable",
     "allowance",
     "schooling",
     false,
     {"健康", "健康"},
     {"小学", "初中在读"},
     {"普通劳动力", "无劳动力"},
     NULL,
     "monitored allowance pupil",
     "lifted destitute ill disabled infant",
     "elder away building"},
    {"poor",
     "general",
     "illness",
     false,
     {"健康", "健康"},
     {"小学", "学龄前儿童"},
     {"普通劳动力", "无劳动力"},
     "省外务工",
     "lifted ill infant away",
     "monitored allowance disabled pupil",
     "elder nearby"},
    {"poor",
     "destitute",
     "other",
     true,
     {"长期慢性病，残疾", NULL},
     {NULL, NULL},
     {"丧失劳动力", "无劳动力"},
     NULL,
     "lifted destitute ill disabled",
     "monitored nearby away startup",
     "pupil vocational infant"},
    {NULL,
     NULL,
     NULL,
     false,
     {"健康", NULL},
     {"中职在读", "小学"},
     {"普通劳动力", NULL},
     NULL,
     "vocational",
     "monitored lifted pupil",
     "allowance destitute ill nearby"},
};

static void each(const char *codes, uint32_t in, const char *what, size_t home) {
    struct str rest = str_from(codes);
    while (rest.n > 0) {
        struct str code = str_cut(&rest, ' ');
        assert_true(fit_bit(code) != 0);
        if (!(fit_bit(code) & in)) {
            fail_msg("home %zu: " STR_FMT " is not %s", home, STR_ARG(code), what);
        }
    }
}

static void test_facts(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(homes); i++) {
        const struct home *h = &homes[i];
        struct row_household_member members[2] = {0};
        for (int m = 0; m < 2; m++) {
            members[m].health = str_from(h->health[m]);
            members[m].schooling = str_from(h->schooling[m]);
            members[m].labour = str_from(h->labour[m]);
            members[m].work = m ? STR_NONE : str_from(h->work);
        }
        struct row_household_spell spell = {
            .id = 7, .kind = str_from(h->kind), .attribute = str_from(h->attribute)};
        struct row_household_cause cause = {7, str_from(h->cause)};
        struct household_card card = {
            .members = members,
            .member_count = 2,
            .spells = &spell,
            .spell_count = h->kind ? 1 : 0,
            .causes = &cause,
            .cause_count = h->cause ? 1 : 0,
            .current = h->kind && !h->over ? &spell : NULL,
            .status = !h->kind  ? HOUSEHOLD_KNOWN
                      : h->over ? HOUSEHOLD_LIFTED
                                : HOUSEHOLD_REGISTERED,
        };
        struct fit_known k = entitle_known(&card);
        assert_int_equal(k.yes & k.no, 0);
        each(h->yes, k.yes, "true", i);
        each(h->no, k.no, "false", i);
        each(h->open, ~(k.yes | k.no), "open", i);
    }
}

/* A card of nothing, as a miss beside nobody has it, says nothing and breaks nothing. */
static void test_empty(void **state) {
    (void)state;
    struct household_card card = {0};
    struct fit_known k = entitle_known(&card);
    assert_int_equal(k.yes, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_facts), TEST(test_empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
