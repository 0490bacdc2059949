//! The table of docs/xbezahldienste.md: each row names a test, and the test is there.

use std::path::Path;

use crate::security::has_test;

const TABLE: &str = include_str!("../../../../../docs/xbezahldienste.md");

/// The points of the standard and of ours, by the test that holds each, in the order of the table.
/// A row that is taken out of the table has to be taken out here as well.
const POINTS: [&str; 66] = [
    "each_spelling_is_read_at_each_address_and_given_back",
    "the_header_wins_over_the_address",
    "an_unknown_version_is_refused_in_the_standards_shape",
    "addresses_and_methods_not_served_are_refused_in_the_same_shape",
    "addresses_and_methods_not_served_are_refused_in_the_same_shape",
    "asking_for_a_payment_is_answered_200_with_what_the_standard_lists",
    "nothing_is_ever_added_to_the_standards_objects",
    "what_the_standard_does_not_know_is_taken_and_not_given_back",
    "ids_in_the_path_have_36_characters_at_most",
    "another_body_under_the_same_id_is_payment_exists",
    "required_fields_are_asked_for_by_name",
    "times_are_dates_with_time_and_zone",
    "only_euros_are_taken",
    "amounts_are_euros_in_whole_cents",
    "numbers_are_read_in_every_form_of_json",
    "numbers_end_where_the_standard_says",
    "items_that_do_not_add_up_are_a_calculation_error",
    "what_is_shown_adds_up",
    "a_payment_has_one_to_ninety_nine_items",
    "wrong_types_are_read_or_refused_by_the_name_of_the_field",
    "an_item_needs_no_more_than_id_reference_and_net_at_any_version",
    "a_strict_client_is_told_instead",
    "from_1_1_on_descriptions_have_more_letters",
    "letters_of_two_characters_are_composed_before_they_are_judged",
    "the_return_address_keeps_its_query_to_the_letter",
    "missing_booking_data_is_named",
    "a_strict_client_is_told_instead",
    "an_unknown_reference_is_named",
    "a_default_booking_takes_every_other_reference",
    "a_requestor_is_taken_in_any_form_and_not_kept",
    "a_requestor_is_taken_in_any_form_and_not_kept",
    "absent_null_and_empty_are_the_same",
    "a_byte_order_mark_is_ignored",
    "a_compressed_body_is_415",
    "what_an_error_says_names_no_example_that_is_refused",
    "functional_codes_are_the_standards_closed_list",
    "reading_says_the_same_as_creating",
    "a_database_that_is_gone_is_not_ready_but_alive",
    "asking_for_a_payment_is_answered_200_with_what_the_standard_lists",
    "asking_for_a_payment_is_answered_200_with_what_the_standard_lists",
    "nothing_is_ever_added_to_the_standards_objects",
    "methods_and_statuses_are_the_standards_closed_lists",
    "asking_for_a_payment_is_answered_200_with_what_the_standard_lists",
    "numbers_come_back_as_they_were_written",
    "from_1_1_on_the_payers_address_stays_after_the_end",
    "a_paid_payment_is_payed_with_method_and_time_and_no_way_to_pay_again",
    "a_payment_called_off_is_canceled",
    "a_payment_whose_time_ran_out_is_failed",
    "while_the_payer_is_busy_it_stays_initial",
    "money_given_back_later_does_not_change_payed",
    "missing_credentials_are_401_with_a_challenge",
    "a_token_is_good_for_its_scope",
    "a_token_is_got_by_form_by_json_and_by_basic_at_both_addresses",
    "an_unknown_pair_is_404_from_1_1_on",
    "tenants_cannot_see_each_others_transactions",
    "both_answers_are_for_clients_that_may_use_the_pair",
    "the_general_status_needs_no_credentials",
    "the_status_of_a_pair_says_whether_payments_are_taken",
    "a_paused_service_takes_nothing_and_says_so",
    "a_live_services_methods_are_up",
    "a_paused_services_methods_are_down",
    "a_provider_that_fails_takes_its_methods_down",
    "other_may_be_up_and_down_and_each_word_stands_once",
    "windows_are_told_until_they_are_over",
    "windows_are_told_until_they_are_over",
    "a_window_that_holds_takes_its_methods_down",
];

/// Name and file of the test in the last column.
fn test_of(row: &str) -> (&str, &str) {
    let last = row.trim_end_matches([' ', '|']).rsplit("| ").next();
    let link = last.and_then(|last| last.strip_prefix("[`"));
    let link = link.unwrap_or_else(|| panic!("no test in {row}"));
    let (name, file) = link.split_once("`](").unwrap();
    (name, file.trim_end_matches(')'))
}

#[test]
fn every_row_of_the_conformance_table_names_a_test_that_is_there() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let rows: Vec<&str> = TABLE
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| 1.0 |"))
        .collect();
    let mut held: Vec<&str> = rows.iter().map(|row| test_of(row).0).collect();
    for point in POINTS {
        let row = held.iter().position(|held| *held == point);
        let row = row.unwrap_or_else(|| panic!("no row holds {point}"));
        held.remove(row);
    }
    for row in rows {
        assert_eq!(row.matches(" | ").count(), 4, "{row}");
        let (name, file) = test_of(row);
        let source = std::fs::read_to_string(docs.join(file));
        let source = source.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(has_test(&source, name), "{name} in {file}");
    }
}
